import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { DEVELOPERS, estateText, feedOf, lines, setUp, SYNC, type Harness } from './harness.js';
import { call, offline } from '../harness/command-line.js';

let harness: Harness;
beforeEach(async () => {
  harness = await setUp({ deployed: false });
});
afterEach(() => harness.tearDown());

const edited = (from: string, to: string) => harness.file('doorlist.yml', estateText.replace(from, to));

describe('validate', () => {
  test('counts what the selections admit, and ends with a friendly line', async () => {
    const { exit, out, err } = await harness.doorlist('validate');
    expect(out).toBe(
      [
        `Checked against ip-ranges.json ${SYNC} of 2026-08-22 12:00 UTC:`,
        'LIST  FAMILY  ENTRIES  AGGREGATED',
        'edge  IPv4    20       20',
        'edge  IPv6    1        1',
        '',
        `${harness.config} is fine: 2 lists, 3 targets.`,
        '',
      ].join('\n'),
    );
    expect([exit, err]).toEqual([0, '']);
  });

  test('tells the same as JSON', async () => {
    expect((await harness.doorlist('validate', '--json')).json()).toEqual({
      file: harness.config,
      stage: 'dev',
      account: '111122223333',
      lists: [
        {
          list: 'developers',
          pins: 1,
          targets: [DEVELOPERS],
          flush: { cron: '0 6,18 * * ? *', timezone: 'UTC', leases: 'keep' },
        },
        expect.objectContaining({
          list: 'edge',
          feed: { services: ['CLOUDFRONT'] },
          sizes: [
            { list: 'edge', family: 'IPV4', entries: 20, aggregated: 20 },
            { list: 'edge', family: 'IPV6', entries: 1, aggregated: 1 },
          ],
        }),
      ],
      warnings: [],
      feed: { syncToken: SYNC, createDate: '2026-08-22-12-00-00' },
    });
  });

  test('prints every mistake at once with its line, and exits with 2', async () => {
    edited('81.2.69.0/24', '81.2.69.1/24');
    harness.file(
      'doorlist.yml',
      estateText.replace('81.2.69.0/24', '81.2.69.1/24').replace('hold: 0h', 'hodl: 0h'),
    );
    const { exit, out, err } = await harness.doorlist('validate');
    expect([exit, out]).toEqual([2, '']);
    expect(err).toContain(`${harness.config} has 2 mistakes:`);
    expect(err).toMatch(/doorlist\.yml:6: lists\.developers\.pins\[0\]\.cidr: .*host bits/);
    expect(err).toMatch(/doorlist\.yml:11: lists\.edge.*hodl.*did you mean hold/);
    const json = (await harness.doorlist('validate', '--json')).json();
    expect(json).toMatchObject({
      error: { code: 'estate/mistakes', file: harness.config, mistakes: [{ line: 6 }, { line: 11 }] },
    });
  });

  test('a name that the feed does not have is a mistake with its nearest match', async () => {
    edited('[CLOUDFRONT]', '[CLOUDFORNT]');
    const { exit, err } = await harness.doorlist('validate');
    expect(exit).toBe(2);
    expect(err).toContain(
      'doorlist.yml:10: lists.edge.feed: service CLOUDFORNT is not in ip-ranges.json; did you mean CLOUDFRONT?',
    );
  });

  test('so is a selection that matches nothing', async () => {
    edited('[CLOUDFRONT]', '[CLOUDFRONT], regions: [eu-west-2]');
    const { exit, err } = await harness.doorlist('validate');
    expect(exit).toBe(2);
    expect(err).toContain('lists.edge.feed: the selection matches no entry of ip-ranges.json');
  });

  test('a region filter that loses GLOBAL entries is a warning', async () => {
    harness.world.feed.publish(feedOf(SYNC + 1, [...lines, ['3.10.17.128/25', 'CLOUDFRONT', 'eu-west-2']]));
    edited('[CLOUDFRONT]', '[CLOUDFRONT], regions: [eu-west-2]');
    const { exit, out } = await harness.doorlist('validate');
    expect(exit).toBe(0);
    expect(out).toMatch(
      /^warning: .*doorlist\.yml:10: lists\.edge\.feed: regions leaves out 21 GLOBAL entries/,
    );
  });

  test('without the feed it names what was not checked, and how to check it', async () => {
    edited('[CLOUDFRONT]', '[CLOUDFORNT], regions: [GLOBAL]');
    const { exit, out } = await call(offline, 'validate', '--config', harness.config);
    expect(exit).toBe(0);
    expect(out).toMatch(
      /^warning: Nobody checked whether ip-ranges\.json has the names in feed: CLOUDFORNT, GLOBAL\. .*ENOTFOUND.*\nTo check them, .*--feed FILE\.\n.* is fine as far as it was checked: 2 lists, 3 targets\.\n$/,
    );
    const json = (await call(offline, 'validate', '--config', harness.config, '--json')).json();
    expect(json).toMatchObject({ feed: { unchecked: ['CLOUDFORNT', 'GLOBAL'] } });
  });

  test('without the feed it warns of what needs none, and only then', async () => {
    edited('[CLOUDFRONT]', '[CLOUDFRONT], regions: [eu-west-2]');
    const { out } = await call(offline, 'validate', '--config', harness.config);
    expect(out).toMatch(/^warning: .*lists\.edge\.feed\.regions: leaves out GLOBAL/);
    harness.world.feed.publish(feedOf(SYNC + 1, [...lines, ['3.10.17.128/25', 'CLOUDFRONT', 'eu-west-2']]));
    expect((await harness.doorlist('validate')).out.match(/warning: /g)).toHaveLength(1);
  });

  test('a bad live feed is no reason to call the file bad', async () => {
    harness.world.feed.fail({ kind: 'truncated', bytes: 100 });
    const { exit, out } = await harness.doorlist('validate');
    expect(exit).toBe(0);
    expect(out).toContain('Nobody checked');
  });

  test('reads the file of its stage', async () => {
    const prod = harness.file('doorlist.prod.yml', estateText.replaceAll('111122223333', '444455556666'));
    expect((await harness.doorlist('validate', '--stage', 'prod')).out).toContain(`${prod} is fine`);
  });

  test('reads the file that DOORLIST_CONFIG names', async () => {
    const env = { DOORLIST_CONFIG: harness.config };
    expect((await call({ ...offline, env }, 'validate')).out).toContain(`${harness.config} is fine`);
  });
});

describe('validate --feed', () => {
  const check = (feed: string) => call(offline, 'validate', '--config', harness.config, '--feed', feed);

  test.each([
    ['plain', (bytes: Uint8Array) => bytes],
    ['gzipped', (bytes: Uint8Array) => gzipSync(bytes)],
  ])('takes a file, %s', async (_, packed) => {
    const { exit, out } = await check(harness.file('feed', packed(feedOf(SYNC))));
    expect(exit).toBe(0);
    expect(out).toContain(`Checked against ip-ranges.json ${SYNC}`);
  });

  test('a file passes the same checks as the live one, and has to', async () => {
    const { exit, err } = await check(harness.file('feed', '<html>'));
    expect(exit).toBe(1);
    expect(err).toMatch(/^error: ip-ranges.json is not JSON/);
  });

  test.each([
    ['no/such/file.json', 'ENOENT'],
    ['http://example.com/ip-ranges.json', 'takes a file, or an https address'],
    ['https://me:secret@example.com/ip-ranges.json', 'without a user name'],
  ])('%s is a usage error', async (feed, why) => {
    const { exit, err } = await check(feed);
    expect([exit, err]).toEqual([2, expect.stringContaining(why)]);
    expect(err).not.toContain('secret');
  });

  test('http is taken of this machine only, and by its own address', async () => {
    const asked: string[] = [];
    const transport = async ({ url }: { url: string }) => {
      asked.push(url);
      return { status: 200, headers: {}, body: chunks(feedOf(SYNC)) };
    };
    const at = (feed: string, env = {}) =>
      call(
        { ...offline, env, transport },
        ...['validate', '--config', harness.config, ...(feed === '' ? [] : ['--feed', feed])],
      );
    expect(await at('http://127.0.0.1:4000/ip-ranges.json')).toMatchObject({ exit: 0 });
    expect(await at('', { DOORLIST_FEED: 'http://localhost:4000/x' })).toMatchObject({ exit: 0 });
    expect(await at('http://example.com/x')).toMatchObject({ exit: 2 });
    expect(asked).toEqual(['http://127.0.0.1:4000/ip-ranges.json', 'http://localhost:4000/x']);
  });

  test('a redirect away from this machine is not followed', async () => {
    const transport = async () => ({
      status: 302,
      headers: { location: 'http://192.0.2.1/x' },
      body: chunks(feedOf(SYNC)),
    });
    const argv = ['validate', '--config', harness.config, '--feed', 'http://127.0.0.1:4000/x'];
    expect(await call({ ...offline, transport }, ...argv)).toMatchObject({ exit: 1 });
  });

  test('an address is asked at its own host only, with its redirects', async () => {
    const asked: string[] = [];
    const transport = async ({ url }: { url: string }) => {
      asked.push(url);
      const elsewhere = url.endsWith('/moved');
      return {
        status: elsewhere ? 302 : 200,
        headers: (elsewhere ? { location: 'https://evil.example/' } : {}) as Record<string, string>,
        body: chunks(feedOf(SYNC)),
      };
    };
    const at = (feed: string) =>
      call({ ...offline, transport }, 'validate', '--config', harness.config, '--feed', feed);
    expect(await at('https://mirror.example/ip-ranges.json')).toMatchObject({ exit: 0 });
    expect(await at('https://mirror.example/moved')).toMatchObject({
      exit: 1,
      err: expect.stringContaining('evil.example is not a host'),
    });
    expect(asked).toEqual(['https://mirror.example/ip-ranges.json', 'https://mirror.example/moved']);
  });
});

async function* chunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
