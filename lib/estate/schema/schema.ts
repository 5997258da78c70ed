import * as z from 'zod';
import { parseCidr } from '../../cidr.js';
import { remark } from '../../text/printable.js';
import { access } from './access.js';
import { parseCron } from '../values/cron.js';
import { parseDuration } from '../values/duration.js';
import { foreign, leases, probe, tooWide } from './leases.js';
import { target } from './targets.js';
import { parseTimezone } from '../values/timezone.js';
import { codes, distinct, share, text } from './fields.js';

/*
 * The shape of doorlist.yml. Every limit brings its own sentence, since zod's would not say what is allowed;
 * wrong types, unknown keys and wrong choices get theirs in sentences.ts. The descriptions and examples are
 * what editors show. The rules between several keys stand in rules/.
 */

const pin = z.strictObject({
  cidr: text(parseCidr, {
    longest: 50,
    description: 'A network as ADDRESS/PREFIX, without host bits.',
    examples: ['203.0.113.0/24', '2001:db8:40::/48'],
  }),
  note: z
    .string()
    .regex(remark, { error: 'must be 1 to 100 printable characters on one line' })
    .meta({ description: 'Whose address this is; it stands in mails.', examples: ['Office VPN'] })
    .optional(),
  wide: z
    .boolean()
    .meta({ description: 'Needed for a network wider than /16 (IPv4) or /32 (IPv6).' })
    .optional(),
  private: z
    .boolean()
    .meta({ description: 'Needed for a network that is not reachable over the Internet.' })
    .optional(),
});

const region = /^(GLOBAL|[a-z]+(-[a-z0-9]+)+)$/;

const feed = z
  .strictObject({
    services: codes(/^[A-Z][A-Z0-9_]*$/, 'a service code of ip-ranges.json in capitals, such as CLOUDFRONT', {
      description: 'Service codes of ip-ranges.json.',
      examples: [['CLOUDFRONT_ORIGIN_FACING']],
    }),
    regions: codes(region, 'a region such as eu-west-2, or GLOBAL', {
      description: 'Only the entries of these regions; without it, of all.',
      examples: [['eu-west-2', 'GLOBAL']],
    }).optional(),
    borderGroups: codes(region, 'a network border group such as us-west-2-lax-1, or GLOBAL', {
      description: 'Only the entries of these network border groups; without it, of all.',
      examples: [['us-west-2-lax-1']],
    }).optional(),
  })
  .meta({ description: 'A selection of the addresses that AWS publishes in ip-ranges.json.' });

const flush = z
  .strictObject({
    cron: text(parseCron, {
      longest: 200,
      description: 'When to flush, as an AWS cron expression of six fields; without it, by hand only.',
      examples: ['0 6,18 * * ? *'],
    }).optional(),
    timezone: text(parseTimezone, {
      longest: 60,
      description: 'The IANA time zone that the cron expression is in.',
      examples: ['Europe/London'],
    }).default('UTC'),
    leases: z
      .enum(['keep', 'end'])
      .meta({ description: 'Whether a flush ends live leases too.' })
      .default('keep'),
  })
  .meta({ description: 'Removes every address that is neither pinned, leased, fed nor held.' });

const guards = z
  .strictObject({
    emptied: z
      .enum(['refuse', 'allow'])
      .meta({ description: 'Whether the feed may empty a target.' })
      .default('refuse'),
    coverageLost: share(25, 'The share of addresses, in per cent, beyond which removals are withheld.'),
    entriesLost: share(50, 'The share of entries, in per cent, beyond which removals are withheld.'),
    minEntries: z
      .int({ error: 'must be a whole number, 0 or more' })
      .min(0, { error: 'must be 0 or more' })
      .meta({ description: 'Shares are judged from this many entries up.' })
      .default(10),
  })
  .meta({ description: 'What the feed must not do to this list unforced.' });

export const listName = /^[a-z][a-z0-9-]{0,39}$/;
export const listNameRule = 'begin with a letter and have at most 40 lower-case letters, digits and hyphens';

const list = z
  .strictObject({
    pins: z
      .array(z.union([pin.shape.cidr, pin]))
      .meta({ description: 'Networks that are always on the list.', examples: [['203.0.113.0/24']] })
      .default([]),
    feed: feed.optional(),
    flush: flush.optional(),
    leases: leases.optional(),
    probe: probe.optional(),
    foreign: foreign.default('keep'),
    tooWide: tooWide.prefault({}),
    guards: guards.prefault({}),
    hold: text(parseDuration, {
      longest: 20,
      description: 'How long an address that the feed dropped is kept, in case it comes back.',
      examples: ['24h'],
    }).default('24h'),
    aggregate: z
      .boolean()
      .meta({ description: "Whether feed entries are merged exactly; otherwise the feed's own are kept." })
      .default(true),
    adopt: z
      .boolean()
      .meta({
        description:
          "Whether others' entries become doorlist's: in an IP set all of them, so that what is not wanted is removed; in security groups and prefix lists those that are identical to what pins and the feed want.",
      })
      .default(false),
    id: z
      .string()
      .regex(listName, { error: `must ${listNameRule}` })
      .meta({
        description:
          'The name that the list had first, where it was renamed: rules and entries in AWS are marked with it.',
      })
      .optional(),
    targets: z.array(target).min(1, { error: 'is empty; a list needs at least one target' }).meta({
      description: 'The IP sets, security groups and prefix lists in which the addresses must hold.',
    }),
  })
  .meta({ description: 'An allow-list: its sources, its targets, its policy.' });

export const estateFile = z
  .strictObject({
    account: z
      .string()
      .regex(/^\d{12}$/, { error: 'must be the twelve digits of an AWS account, in quotes' })
      .meta({
        description: 'The AWS account; without it, that of the first target.',
        examples: ['111122223333'],
      })
      .optional(),
    alerts: z.strictObject({
      email: z
        .array(z.email({ error: 'must be an e-mail address such as platform@example.com' }))
        .min(1, { error: 'is empty; somebody has to hear what happened' })
        .check(distinct)
        .meta({
          description: 'Who is told what came, went and was refused.',
          examples: [['platform@example.com']],
        }),
    }),
    access: access.optional(),
    // The pattern of the names is for editors; rules/rules.ts judges them, since zod would leave out a list with a wrong one.
    lists: z
      .record(z.string().meta({ pattern: listName.source }), list)
      .meta({ description: 'The allow-lists, by name.' }),
  })
  .meta({ title: 'doorlist.yml' });

/** What a file without mistakes says. */
export type EstateFile = z.output<typeof estateFile>;
