import * as z from 'zod';
import { parseSweptDuration } from '../values/duration.js';
import { parseProbe } from '../values/probe.js';
import { text, whole } from './fields.js';

/* The shape of what a list says of people who come and go. The rules between its keys stand in rules/leases.ts. */

/** The defaults, which rules/leases.ts compares with what is given. */
export const leaseDefaults = { default: '4h', longest: '12h' };

const duration = (description: string, example: string) =>
  text(parseSweptDuration, { longest: 20, description, examples: [example] });

export const leases = z
  .strictObject({
    default: duration(
      'How long a lease is unless somebody asks for another length: 5m to 30d.',
      '4h',
    ).default(leaseDefaults.default),
    longest: duration('How long a lease can be, with all its renewals: 5m to 30d.', '12h').default(
      leaseDefaults.longest,
    ),
    perPerson: whole(1, 20, 'How many live leases a person can have in each family.').default(3),
    ipv6Prefix: whole(
      32,
      128,
      'How much of an IPv6 address is let in: home networks change what follows the first 64 bits.',
    ).default(64),
  })
  .meta({ description: 'How people let themselves in for a while.', examples: [{ default: '4h' }] });

export const probe = text(parseProbe, {
  longest: 300,
  description: 'An https address that answers only whoever is in, for doorlist allow --wait.',
  examples: ['https://api.example.com/health'],
});

/** The mapping comes first, so that a mistake in it is told, and not that it is no text. */
export const foreign = z
  .union([
    z.strictObject({ grace: duration('How long a foreign entry may stay: 5m to 30d.', '1h') }),
    z.enum(['keep', 'flush']),
  ])
  .meta({
    description:
      'Whether a flush removes foreign entries from security groups and prefix lists, too; with a grace, foreign entries of all targets go when it is over.',
  });

export const tooWide = z
  .strictObject({
    ipv4: whole(0, 32, 'Of IPv4; 0 for never.').default(24),
    ipv6: whole(0, 128, 'Of IPv6; 0 for never.').default(48),
  })
  .meta({ description: 'A foreign entry with a shorter prefix than this is mailed at once.' });
