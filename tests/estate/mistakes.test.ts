import { EstateMistakes } from '../../lib/estate/mistakes/mistakes.js';
import { parseEstate } from '../../lib/estate/parse.js';
import { account } from '../harness/account.js';
import { arn, complaints, fed, mistakesOf, people } from '../harness/estate.js';

type Case = [about: string, lists: unknown, rest: object, ...complaints: (string | RegExp)[]];

const list = (more: object) => ({ people: { ...people, ...more } });
const feed = (more: object) => ({ fed: { ...fed, feed: { ...fed.feed, ...more } } });
const feedList = (more: object) => ({ fed: { ...fed, ...more } });
const email = (...addresses: unknown[]) => ({ alerts: { email: addresses } });

const cases: Case[] = [
  ['no alerts', { people }, { alerts: undefined }, 'alerts: is missing; it must be a mapping'],
  ['alerts to nobody', { people }, email(), 'alerts.email: is empty; somebody has to hear what happened'],
  ['alerts of null', { people }, { alerts: null }, /^alerts: is empty; it must be a mapping/],
  ['no address', { people }, email('platform'), /^alerts.email\[0\]: must be an e-mail address such as/],
  ['an address with a name', { people }, email('P <p@example.com>'), /^alerts.email\[0\]: must be an e-mail/],
  [
    'an address that is not ASCII',
    { people },
    email('büro@example.com'),
    /^alerts.email\[0\]: must be an e-mail/,
  ],
  [
    'two addresses in one text',
    { people },
    email('a@example.com, b@example.com'),
    /^alerts.email\[0\]: must be/,
  ],
  [
    'an address twice',
    { people },
    email('a@example.com', 'A@Example.com'),
    'alerts.email[1]: is there twice; keep one',
  ],
  [
    'an address that is no text',
    { people },
    email(7),
    /^alerts.email\[0\]: must be a text, and is 7; put what stands in the file in quotes$/,
  ],
  [
    'addresses without brackets',
    { people },
    { alerts: { email: 'a@example.com' } },
    /^alerts.email: must be a list such as \["platform@example.com"\], and is "a@example.com"; put it in brackets$/,
  ],

  [
    'an account without quotes',
    { people },
    { account: 111122223333 },
    /^account: must be a text such as "111122223333", and is 111122223333; put what stands in the file in quotes$/,
  ],
  ['an account of 11 digits', { people }, { account: '11112222333' }, /^account: must be the twelve digits/],
  [
    'targets of another account',
    { people },
    { account: '999988887777' },
    /^lists.people.targets\[0\].arn: is in account 111122223333, and this estate is in 999988887777 \(account\).*deploy a doorlist there$/,
  ],
  [
    'targets of two accounts',
    list({ targets: [{ arn: arn('a') }, { arn: arn('b', { of: '999988887777' }) }] }),
    {},
    /^lists.people.targets\[1\].arn: is in account 999988887777, and this estate is in 111122223333 \(the first target\)/,
  ],

  ['no lists', undefined, {}, 'lists: is missing; it must be a mapping'],
  ['an empty mapping of lists', {}, {}, 'lists: is empty; an estate has at least one list'],
  ['a list of lists', [people], {}, 'lists: must be a mapping, and is a list of 1'],
  ['a list of null', { people: null }, {}, /^lists.people: is empty; it must be a mapping/],
  [
    'a name in capitals',
    { People: people },
    {},
    /^lists.People: "People" is not a name for a list: it must begin with a letter/,
  ],
  ['a name that begins with a digit', { '1st': people }, {}, /^lists.1st: "1st" is not a name/],
  [
    'a name of 41 letters',
    { ['a'.repeat(41)]: people },
    {},
    /at most 40 lower-case letters, digits and hyphens$/,
  ],
  ['an empty name', { '': people }, {}, /^lists\[""\]: "" is not a name/],
  [
    'a misnamed list with another mistake',
    { Dev: { ...people, targets: [] } },
    {},
    /^lists.Dev.targets: is empty/,
    /is not a name/,
  ],

  [
    'neither feed nor flush',
    { idle: { targets: people.targets } },
    {},
    'lists.idle: has neither feed nor flush nor leases, so nothing would ever bring it up to date; give it one',
  ],
  [
    'adopt without a feed',
    list({ adopt: true }),
    {},
    /^lists.people.adopt: adopt means something only on a list with a feed/,
    /^lists.people.adopt: a flush removes foreign entries anyway/,
  ],
  [
    'adopt with a flush',
    feedList({ flush: {}, adopt: true }),
    {},
    'lists.fed.adopt: a flush removes foreign entries anyway; take adopt out',
  ],
  [
    'hold without a feed',
    list({ hold: '1h' }),
    {},
    /^lists.people.hold: hold means something only on a list with a feed/,
  ],
  [
    'aggregate without a feed',
    list({ aggregate: false }),
    {},
    /^lists.people.aggregate: aggregate means something only/,
  ],
  ['guards without a feed', list({ guards: {} }), {}, /^lists.people.guards: guards means something only/],

  [
    'a feed without services',
    feedList({ feed: {} }),
    {},
    'lists.fed.feed.services: is missing; it must be a list such as ["CLOUDFRONT_ORIGIN_FACING"]',
  ],
  [
    'no service',
    feed({ services: [] }),
    {},
    'lists.fed.feed.services: is empty; give at least one, or take the key out',
  ],
  [
    'a service in small letters',
    feed({ services: ['cloudfront'] }),
    {},
    /^lists.fed.feed.services\[0\]: must be a service code of ip-ranges.json in capitals/,
  ],
  [
    'a service twice',
    feed({ services: ['EC2', 'S3', 'EC2'] }),
    {},
    'lists.fed.feed.services[2]: is there twice; keep one',
  ],
  ['no region', feed({ regions: [] }), {}, /^lists.fed.feed.regions: is empty/],
  [
    'a region by its city',
    feed({ regions: ['London'] }),
    {},
    /^lists.fed.feed.regions\[0\]: must be a region such as eu-west-2, or GLOBAL$/,
  ],
  [
    'a border group in capitals',
    feed({ borderGroups: ['LAX'] }),
    {},
    /^lists.fed.feed.borderGroups\[0\]: must be a network border group such as/,
  ],
  [
    'a region twice',
    feed({ regions: ['eu-west-1', 'eu-west-1'] }),
    {},
    'lists.fed.feed.regions[1]: is there twice; keep one',
  ],

  [
    'a guard that is no choice',
    feedList({ guards: { emptied: 'alow' } }),
    {},
    'lists.fed.guards.emptied: must be refuse or allow, and is "alow"; did you mean allow?',
  ],
  [
    'a share over 100',
    feedList({ guards: { coverageLost: 100.5 } }),
    {},
    'lists.fed.guards.coverageLost: must be per cent, from 0 to 100',
  ],
  [
    'a share below 0',
    feedList({ guards: { entriesLost: -1 } }),
    {},
    'lists.fed.guards.entriesLost: must be per cent, from 0 to 100',
  ],
  [
    'a share with its sign',
    feedList({ guards: { entriesLost: '50%' } }),
    {},
    'lists.fed.guards.entriesLost: must be a number, and is "50%"',
  ],
  [
    'half an entry',
    feedList({ guards: { minEntries: 1.5 } }),
    {},
    'lists.fed.guards.minEntries: must be a whole number, and is 1.5',
  ],
  [
    'fewer entries than none',
    feedList({ guards: { minEntries: -1 } }),
    {},
    'lists.fed.guards.minEntries: must be 0 or more',
  ],

  [
    'a hold without unit',
    feedList({ hold: '24' }),
    {},
    /^lists.fed.hold: "24" is not a duration; write minutes, hours or days, such as 90m, 24h or 2d, or 0$/,
  ],
  ['a hold in seconds', feedList({ hold: '30s' }), {}, /is not a duration/],
  ['a negative hold', feedList({ hold: '-1h' }), {}, /is not a duration/],
  [
    'a hold of more than 30 days',
    feedList({ hold: '721h' }),
    {},
    'lists.fed.hold: "721h" is too long; 30d is the most',
  ],
  [
    'a hold that is a number',
    feedList({ hold: 24 }),
    {},
    'lists.fed.hold: must be a text such as "24h", and is 24; put what stands in the file in quotes',
  ],
  [
    'an endless hold',
    feedList({ hold: '9'.repeat(21) + 'd' }),
    {},
    'lists.fed.hold: is too long; 20 characters are the most',
  ],
  [
    'aggregate in words',
    feedList({ aggregate: 'yes' }),
    {},
    'lists.fed.aggregate: must be true or false, and is "yes"',
  ],

  [
    'a flush of leases that is no choice',
    list({ leases: {}, flush: { leases: 'kepe' } }),
    { access: {} },
    'lists.people.flush.leases: must be keep or end, and is "kepe"; did you mean keep?',
  ],
  [
    'a flush of null',
    list({ flush: null }),
    {},
    /^lists.people.flush: is empty; it must be a mapping, or else take it out$/,
  ],
  [
    'a flush that is a cron expression',
    list({ flush: '0 6 * * ? *' }),
    {},
    'lists.people.flush: must be a mapping, and is "0 6 * * ? *"',
  ],
  [
    'a wrong cron expression',
    list({ flush: { cron: '0 24 * * ? *' } }),
    {},
    /^lists.people.flush.cron: the hours "24" must be/,
  ],
  [
    'a cron expression that is over',
    list({ flush: { cron: '0 6 1 1 ? 2026' } }),
    {},
    'lists.people.flush.cron: 0 6 1 1 ? 2026 never fires; no such day is to come',
  ],
  [
    'a misspelt time zone',
    list({ flush: { timezone: 'Europe/Londn' } }),
    {},
    'lists.people.flush.timezone: "Europe/Londn" is not an IANA time zone such as Europe/London or UTC; did you mean Europe/London?',
  ],
  [
    'a time zone in small letters',
    list({ flush: { timezone: 'europe/london' } }),
    {},
    /did you mean Europe\/London/,
  ],
  [
    'a time zone in odd case',
    list({ flush: { timezone: 'Europe/LONDON' } }),
    {},
    /did you mean Europe\/London/,
  ],
  ['utc in small letters', list({ flush: { timezone: 'utc' } }), {}, /did you mean UTC/],
  ['an offset for a time zone', list({ flush: { timezone: '+01:00' } }), {}, /is not an IANA time zone/],

  ['no targets', { people: { flush: {} } }, {}, 'lists.people.targets: is missing; it must be a list'],
  [
    'an empty list of targets',
    list({ targets: [] }),
    {},
    'lists.people.targets: is empty; a list needs at least one target',
  ],
  [
    'a target that is a text',
    list({ targets: [arn('people')] }),
    {},
    /^lists.people.targets\[0\]: must be a mapping, and is "arn:/,
  ],
  [
    'a wrong ARN',
    list({ targets: [{ arn: 'arn:aws:s3:::bucket' }] }),
    {},
    /^lists.people.targets\[0\].arn: .* names something of the service "s3"/,
  ],
  [
    'an ARN without end',
    list({ targets: [{ arn: arn('x').repeat(9) }] }),
    {},
    'lists.people.targets[0].arn: is too long; 300 characters are the most',
  ],
  [
    'a target twice in a list',
    list({ targets: [{ arn: arn('a') }, { arn: arn('a') }] }),
    {},
    'lists.people.targets[1].arn: is a target of lists.people.targets[0].arn already; an IP set belongs to one list in one stage',
  ],
  [
    'a target in two lists',
    { people, others: people },
    {},
    /^lists.others.targets\[0\].arn: is a target of lists.people.targets\[0\].arn already/,
  ],

  [
    'an unknown key at the top',
    { people },
    { alert: { email: ['a@example.com'] }, alerts: undefined },
    'alert: "alert" is not a key here; allowed are account, alerts, access, lists; did you mean alerts?',
  ],
  [
    'an unknown key whose nearest match is there already',
    { people },
    { alert: {} },
    'alert: "alert" is not a key here; allowed are account, alerts, access, lists',
  ],
  [
    'two keys that are near the same one, of which the first is taken for it',
    { people },
    { alert: { email: ['a@example.com'] }, allerts: {}, alerts: undefined },
    /^alert: .*did you mean alerts\?$/,
    'allerts: "allerts" is not a key here; allowed are account, alerts, access, lists',
  ],
  [
    'a misspelt key without which its list would have no purpose',
    { people: { fluhs: {}, targets: people.targets } },
    {},
    /^lists.people.fluhs: .*did you mean flush\?$/,
  ],
  [
    'a misspelt key that is needed, and what is wrong beneath it',
    { people: { flush: {}, target: [{ arm: arn('people'), port: [1] }, { arn: 'arn:x' }] } },
    {},
    /^lists.people.target: .*did you mean targets\?$/,
    /^lists.people.target\[0\].arm: .*did you mean arn\?$/,
    /^lists.people.target\[0\].port: .*did you mean ports\?$/,
    /^lists.people.target\[1\].arn: "arn:x" is not an ARN/,
    /^lists.people.target\[0\].port: ports belongs to /,
  ],
  [
    'a misspelt key at the top that everything else hangs from',
    {},
    { list: { people, others: people }, lists: undefined },
    /^list: .*did you mean lists\?$/,
    /^list.others.targets\[0\].arn: is a target of lists.people.targets\[0\].arn already/,
  ],
  [
    'a misspelt key as near to two others, of which one takes such a value',
    list({ tooWide: { ipv5: 24 } }),
    {},
    /^lists.people.tooWide.ipv5: .*did you mean ipv4 or ipv6\?$/,
  ],
  [
    'an unknown key of alerts',
    { people },
    { alerts: { email: ['a@example.com'], slack: [] } },
    'alerts.slack: "slack" is not a key here; allowed are email',
  ],
  [
    'unknown keys of a list',
    list({ pin: [], xyzzy: 1 }),
    {},
    /^lists.people.pin: .* did you mean pins\?$/,
    /^lists.people.xyzzy: "xyzzy" is not a key here; allowed are pins, feed, flush, leases, probe, foreign, tooWide, guards, hold, aggregate, adopt, id, targets$/,
  ],
  [
    'an unknown key of a feed',
    feed({ region: ['eu-west-2'] }),
    {},
    /^lists.fed.feed.region: .*allowed are services, regions, borderGroups; did you mean regions\?$/,
  ],
  [
    'an unknown key of a flush',
    list({ flush: { timeZone: 'UTC' } }),
    {},
    /^lists.people.flush.timeZone: .*did you mean timezone\?$/,
  ],
  [
    'an unknown key of the guards',
    feedList({ guards: { minentries: 1 } }),
    {},
    /^lists.fed.guards.minentries: .*did you mean minEntries\?$/,
  ],
  [
    'an unknown key of a pin',
    list({ pins: [{ cidr: '8.8.8.8/32', nte: 'x' }] }),
    {},
    /^lists.people.pins\[0\].nte: .*allowed are cidr, note, wide, private; did you mean note\?$/,
  ],
  [
    'an unknown key of a target',
    list({ targets: [{ arm: arn('people') }] }),
    {},
    /^lists.people.targets\[0\].arm: .*allowed are arn, spreadOver, leaving, ports, protocol, resize; did you mean arn\?$/,
  ],
];

describe('a mistake', () => {
  it.each(cases)('is made by %s', (_about, lists, rest, ...expected) => {
    const found = complaints(lists, rest, { now: Date.UTC(2026, 10, 22) });
    expect(found).toEqual(
      expected.map((text): unknown => (typeof text === 'string' ? text : expect.stringMatching(text))),
    );
  });
});

describe('the mistakes of a file', () => {
  const text = `alerts: { email: [platform] }
lists:
  people:
    flush:
      cron: never
    pins:
      - 1.2.3.4
      - cidr: 8.8.8.0/24
        nte: DNS
    targets:
      - arn: ${arn('people')}
  idle:
    targets: [ { arn: ${arn('idle')} } ]
`;

  it('come all at once, by line, each with what was found', () => {
    const found = mistakesOf(() => parseEstate(text));
    expect(found.map(({ line, path, found }) => [line, path, found])).toEqual([
      [1, 'alerts.email[0]', '"platform"'],
      [5, 'lists.people.flush.cron', '"never"'],
      [7, 'lists.people.pins[0]', '"1.2.3.4"'],
      [9, 'lists.people.pins[1].nte', '"DNS"'],
      [12, 'lists.idle', 'a mapping'],
    ]);
  });

  it('are the message of the error, one a line with file and line', () => {
    const read = () => parseEstate(text, { file: 'doorlist.prod.yml' });
    expect(read).toThrow(EstateMistakes);
    expect(read).toThrow(
      'doorlist.prod.yml has 5 mistakes:\n  doorlist.prod.yml:1: alerts.email[0]: must be an e-mail address such as platform@example.com\n  doorlist.prod.yml:5: lists.people.flush.cron: ',
    );
  });

  it('are cut where there are very many', () => {
    const pins = Array.from({ length: 60 }, () => 'x');
    const error = new EstateMistakes(
      'f',
      mistakesOf(() =>
        parseEstate(JSON.stringify({ alerts: { email: ['a@example.com'] }, lists: list({ pins }) })),
      ),
    );
    expect(error.mistakes).toHaveLength(60);
    expect(error.message.split('\n')).toHaveLength(52);
    expect(error.message).toMatch(/and 10 more$/);
  });

  it('show long and unprintable values short and printable', () => {
    const [mistake] = mistakesOf(() =>
      parseEstate(
        `{alerts: {email: ["\\u202e${'x'.repeat(500)}"]}, lists: {people: ${JSON.stringify(people)}}}`,
      ),
    );
    expect(mistake?.found).toMatch(/^"\\u\{202e\}x{79}…"$/);
  });

  it('do not blame the targets for an account that is misspelt', () => {
    expect(complaints({ people }, { account: account.slice(1) })).toHaveLength(1);
  });
});
