import { parseEstate } from '../../lib/estate/parse.js';
import { account } from '../harness/account.js';
import { arn, complaints, fed, people, read, written } from '../harness/estate.js';

const hour = 3_600_000;

describe('an estate', () => {
  it('has a default for everything but its sources and targets', () => {
    expect(read({ developers: people }).estate).toStrictEqual({
      account,
      alerts: { email: ['platform@example.com'] },
      lists: [
        {
          name: 'developers',
          id: 'developers',
          pins: [],
          flush: { timezone: 'UTC', leases: 'keep' },
          guards: { emptied: 'refuse', coverageLost: 25, entriesLost: 50, minEntries: 10 },
          hold: 24 * hour,
          aggregate: true,
          adopt: false,
          foreign: 'keep',
          tooWide: { IPV4: 24, IPV6: 48 },
          targets: [
            {
              kind: 'ip-set',
              key: arn('people'),
              arn: arn('people'),
              account,
              region: 'eu-west-2',
              scope: 'REGIONAL',
              name: 'people',
              id: arn('people').split('/').at(-1),
            },
          ],
        },
      ],
    });
  });

  it('takes everything that the file says', () => {
    const feed = {
      services: ['S3', 'EC2'],
      regions: ['GLOBAL', 'eu-west-2'],
      borderGroups: ['us-west-2-lax-1'],
    };
    const guards = { emptied: 'allow', coverageLost: 0, entriesLost: 100, minEntries: 0 };
    const lists = {
      everything: {
        feed,
        guards,
        flush: { cron: 'cron(0  6 ? * mon-fri *)', timezone: 'Europe/London', leases: 'end' },
        leases: {},
        hold: '90m',
        aggregate: false,
        pins: [
          '8.8.8.0/24',
          { cidr: '2606:4700:0:0::/48', note: 'Büro' },
          { cidr: '10.0.0.0/8', wide: true, private: true },
        ],
        targets: [{ arn: arn('everything') }],
      },
    };
    const [list] = read(lists, { access: {} }).estate.lists;
    expect(list).toMatchObject({
      feed,
      guards,
      flush: { cron: '0 6 ? * MON-FRI *', timezone: 'Europe/London', leases: 'end' },
      hold: 1.5 * hour,
      aggregate: false,
      pins: [{ cidr: '8.8.8.0/24' }, { cidr: '2606:4700::/48', note: 'Büro' }, { cidr: '10.0.0.0/8' }],
    });
    expect(list?.pins[0]).toStrictEqual({ cidr: '8.8.8.0/24' });
  });

  it('keeps the lists in the order of the file', () => {
    const names = ['z', 'a', 'm-1'];
    const lists = Object.fromEntries(
      names.map((name) => [name, { flush: {}, targets: [{ arn: arn(name) }] }]),
    );
    expect(read(lists).estate.lists.map(({ name }) => name)).toEqual(names);
  });

  it('adopts where it is told to', () => {
    expect(read({ fed: { ...fed, adopt: true } }).estate.lists[0]?.adopt).toBe(true);
  });

  it.each([
    ['0', 0],
    ['0h', 0],
    ['90m', 1.5 * hour],
    ['24h', 24 * hour],
    ['2d', 48 * hour],
    ['30d', 720 * hour],
  ])('holds for %s', (hold, milliseconds) => {
    expect(read({ fed: { ...fed, hold } }).estate.lists[0]?.hold).toBe(milliseconds);
  });

  it('survives the round trip through JSON unchanged', () => {
    const { estate } = read({ people: { ...people, pins: ['8.8.8.8/32'] }, fed: { ...fed, adopt: true } });
    expect(JSON.parse(JSON.stringify(estate))).toStrictEqual(estate);
  });

  it('is in the account that is given, or else in that of the first target', () => {
    expect(read({ people }, { account }).estate.account).toBe(account);
    const elsewhere = { flush: {}, targets: [{ arn: arn('x', { of: '999988887777' }) }] };
    expect(read({ elsewhere }).estate.account).toBe('999988887777');
  });

  it('takes a list called constructor for a list like any other, and refuses one called __proto__', () => {
    expect(read({ constructor: people }).estate.lists.map(({ name }) => name)).toEqual(['constructor']);
    const lists = JSON.parse(
      `{"people": ${JSON.stringify(people)}, "__proto__": {"flush": {}, "polluted": true}}`,
    ) as unknown;
    expect(complaints(lists)).toEqual([expect.stringContaining('"__proto__" is not a name for a list')]);
    expect(({} as { polluted?: true }).polluted).toBeUndefined();
  });

  it('is read the same from anchors and aliases', () => {
    const text = `alerts: { email: [a@example.com] }
lists:
  one: { flush: &daily { cron: 0 6 * * ? * }, targets: [{ arn: "${arn('one')}" }] }
  two: { flush: *daily, targets: [{ arn: "${arn('two')}" }] }`;
    expect(parseEstate(text).estate.lists.map(({ flush }) => flush?.cron)).toEqual([
      '0 6 * * ? *',
      '0 6 * * ? *',
    ]);
  });

  it('has no warnings where nothing is odd', () => {
    expect(parseEstate(written({ people, fed })).warnings).toEqual([]);
  });
});
