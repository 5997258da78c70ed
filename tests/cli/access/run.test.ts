import { afterEach, describe, expect, test } from '@jest/globals';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { doorlist } from '../../../cli/program.js';
import { noon, type Answer } from '../../harness/command-line.js';
import { problem, secrets, type Seen } from '../../harness/access-api.js';
import { handClock, type HandClock } from '../../harness/hand-clock.js';
import { setUpMachine, type DeveloperMachine, type MachineSetting } from '../../harness/developer-machine.js';

const minute = 60_000;
const mine = 'laptop run-4711';

let developer: DeveloperMachine;
let clock: HandClock;
const open = async (options: MachineSetting = {}) => {
  clock = handClock(noon);
  developer = await setUpMachine({ clock, ...options });
};
afterEach(() => developer.tearDown());

const run = async (...argv: string[]) => developer.doorlist('run', 'developers', ...argv);
const puts = () => developer.api.seen.filter(({ method }) => method === 'PUT');
const deletes = () => developer.api.seen.filter(({ method }) => method === 'DELETE');

/** Says that it is up by a POST, which the API has no route for, and runs until a signal ends it. */
const script = `
  process.on('SIGTERM', () => process.exit(7));
  process.on('SIGINT', () => process.exit(8));
  fetch(process.argv[1], { method: 'POST' });
  setInterval(() => undefined, 1000);
`;
async function started(...argv: string[]): Promise<{ answer: Promise<Answer> }> {
  const answer = run(...argv, '--', process.execPath, '-e', script, developer.api.url);
  await developer.api.next('POST');
  await developer.api.next('PUT');
  await clock.asleep();
  return { answer };
}

/** What the next renewal was answered, once it has been understood. */
async function renewal(after: number): Promise<Seen> {
  await clock.advance(after);
  const seen = await developer.api.next('PUT');
  await clock.asleep();
  return seen;
}

/** Whoever asks something does not sleep. */
async function nothingFor(ms: number): Promise<void> {
  const before = puts().length;
  await clock.advance(ms);
  expect([clock.isAsleep(), puts().length]).toEqual([true, before]);
}

describe('a command', () => {
  test('that exits with 7 has had a lease, has none afterwards, and exits with 7', async () => {
    await open();
    const { exit, out, err } = await run('--', 'sh', '-c', 'exit 7');
    expect([exit, out]).toEqual([7, '']);
    expect(err).toMatch(
      /^doorlist: 198\.51\.100\.7\/32 is in developers until .* \(15 min left\)\.\ndoorlist: the lease of 198\.51\.100\.7\/32 on developers has ended\.\n$/,
    );
    expect(puts()).toMatchObject([{ body: { device: mine, for: '15m' }, status: 200 }]);
    expect(developer.api.live()).toEqual([]);
  });

  test('gets its arguments, its folder and its environment as they are', async () => {
    await open({ env: { COLOUR: 'blue' } });
    await run('--', 'sh', '-c', 'echo "$@ $COLOUR" > said', '--', '--json', '--help', 'run');
    expect(readFileSync(join(developer.folder, 'said'), 'utf8')).toBe('--json --help run blue\n');
  });

  test('that is killed gives its signal as shells do', async () => {
    await open();
    expect((await run('--', 'sh', '-c', 'kill -KILL $$')).exit).toBe(137);
    expect(developer.api.live()).toEqual([]);
  });

  test.each([
    ['no-such-command', 127, 'error: There is no command "no-such-command" to run.\n'],
    ['./plain.txt', 126, 'error: "./plain.txt" cannot be run: spawn ./plain.txt EACCES.\n'],
  ])('%s exits with %d and a sentence, and leaves no lease', async (name, exit, told) => {
    await open();
    writeFileSync(join(developer.folder, 'plain.txt'), 'x');
    expect(await run('--', name)).toMatchObject({ exit, err: expect.stringContaining(told) });
    expect(developer.api.live()).toEqual([]);
  });

  test('is needed', async () => {
    await open();
    for (const argv of [[], ['--'], ['npm']]) expect(await run(...argv)).toMatchObject({ exit: 2, out: '' });
    expect((await run('npm', 'test')).err).toBe(
      'error: The command to run goes after --, such as doorlist run developers -- npm run dev.\n',
    );
    expect((await run()).err).toBe(
      'error: Say the command to run after --, such as doorlist run developers -- npm run dev.\n',
    );
    expect(developer.api.seen).toEqual([]);
  });

  test('is not started where there is no lease to be had', async () => {
    await open();
    const isPut = ({ method }: { method: string }) => method === 'PUT';
    developer.api.instead.push({ if: isPut, say: problem(409, 'lease/per-person', 'You have three.') });
    const { exit, err } = await run('--', 'touch', 'started');
    expect([exit, err]).toEqual([3, 'error: You have three.\n']);
    expect(existsSync(join(developer.folder, 'started'))).toBe(false);
  });

  test('is started where the lease stands, though AWS has not taken it yet', async () => {
    await open();
    developer.api.slow = 1;
    const { exit, err } = await run('--patience', '0', '--', 'touch', 'started');
    expect([exit, err]).toEqual([0, expect.stringContaining('but AWS has not taken it yet')]);
    expect(existsSync(join(developer.folder, 'started'))).toBe(true);
  });

  test('is told which address was let in where a proxy has another', async () => {
    await open({ env: { HTTPS_PROXY: 'http://proxy.example.com' } });
    expect((await run('--', 'true')).err).toContain(
      'doorlist: HTTPS_PROXY is set, but doorlist does not use it',
    );
  });

  test('of a pinned machine has no lease to end', async () => {
    await open();
    const pin = { cidr: '198.51.100.0/24', note: 'Office', of: '198.51.100.7' };
    developer.api.lists['developers'] = { default: '4h', longest: '12h', families: ['IPV4'], pin };
    expect(await run('--', 'true')).toMatchObject({
      exit: 0,
      err: 'doorlist: 198.51.100.7 is always in developers (pinned: 198.51.100.0/24, Office).\n',
    });
    expect(deletes()).toEqual([]);
  });

  test('has a device of its own, however long the name of the machine is', async () => {
    await open({ machine: { hostname: 'a-very-long-name-of-a-machine-of-somebody', pid: 1234567 } });
    await run('--', 'true');
    expect(puts()[0]?.body['device']).toBe('a-very-long-name-of-a-machin run-1234567');
  });

  test('leaves the lease alone that allow took on the same machine', async () => {
    await open();
    await developer.doorlist('allow', 'developers');
    await run('--', 'true');
    expect(developer.api.live()).toEqual(['198.51.100.7/32 laptop']);
  });
});

describe('a lease', () => {
  test.each([
    [[], '10m', '10m'],
    [['--for', '30m'], '12h', '30m'],
    [['--for', '1h'], '12h', '60m'],
  ])('with %j of a list that grants %s is for %s', async (argv, longest, length) => {
    await open();
    developer.api.lists['developers'] = { default: '5m', longest, families: ['IPV4'] };
    await run(...argv, '--', 'true');
    expect(puts()[0]?.body['for']).toBe(length);
  });

  test.each(['soon', '0', '90s'])('for %s is refused', async (length) => {
    await open();
    expect(await run('--for', length, '--', 'true')).toMatchObject({
      exit: 2,
      err: expect.stringContaining(`"${length}" is no duration for a lease; write minutes, hours or days`),
    });
  });

  test('is renewed at a third of its length, without a word', async () => {
    await open();
    const { answer } = await started();
    await nothingFor(5 * minute - 1);
    await renewal(1);
    await renewal(5 * minute);
    await clock.advance(4 * minute);
    expect(developer.api.live()).toEqual([`198.51.100.7/32 ${mine}`]);
    developer.signals.emit('SIGTERM');
    const { err } = await answer;
    expect(err.trim().split('\n')).toHaveLength(2);
    expect(developer.api.live()).toEqual([]);
  });

  test('follows the machine to another address', async () => {
    await open();
    const { answer } = await started();
    developer.from.IPV4 = '203.0.113.9';
    developer.from.IPV6 = '2001:db8:1:2::9';
    await clock.advance(5 * minute);
    await developer.api.next('PUT');
    await developer.api.next('PUT');
    await clock.asleep();
    expect(developer.api.live()).toEqual([`203.0.113.9/32 ${mine}`, `2001:db8:1:2::/64 ${mine}`]);
    developer.signals.emit('SIGTERM');
    const { err } = await answer;
    expect(err).toContain('doorlist: 203.0.113.9/32 is in developers in place of 198.51.100.7/32.\n');
    expect(err).toContain('doorlist: 2001:db8:1:2::/64 is in developers.\n');
    expect(developer.api.live()).toEqual([]);
  });

  test('that the list does not make longer is taken anew when it has run out', async () => {
    await open();
    developer.api.lists['developers'] = { default: '4h', longest: '20m', families: ['IPV4'] };
    const { answer } = await started();
    for (const _ of [5, 10, 15]) await renewal(5 * minute);
    const fresh = await renewal(5 * minute);
    expect(fresh.status).toBe(200);
    expect(clock.now() - noon).toBe(20 * minute);
    expect(developer.api.live()).toHaveLength(1);
    developer.signals.emit('SIGTERM');
    const { err } = await answer;
    expect(
      err.match(/has been in developers for as long as it grants; it goes out at \d\d:\d\d/g),
    ).toHaveLength(1);
    expect(err).toMatch(/doorlist: 198\.51\.100\.7\/32 is in developers anew, until .* \(15 min left\)\./);
  });

  test('whose end is near is asked for again when it comes, and every five seconds where it has not come', async () => {
    clock = handClock(noon);
    const ahead = 3_000;
    developer = await setUpMachine({
      clock: { now: () => clock.now() + ahead, sleep: clock.sleep },
      apiNow: clock.now,
    });
    developer.api.lists['developers'] = { default: '4h', longest: '10m', families: ['IPV4'] };
    const { answer } = await started('--for', '7m');
    const third = 140_000;
    for (const _ of ['2:20', '4:40', '7:00', '9:20']) await renewal(third);
    // 9:57 of the API's clock, 10:00 of ours.
    await nothingFor(36_999);
    await renewal(1);
    await nothingFor(4_999);
    await renewal(1);
    developer.signals.emit('SIGTERM');
    expect((await answer).err.match(/ anew, /g)).toHaveLength(1);
  });

  test('that cannot be renewed is tried for again, ever more slowly, and told once', async () => {
    await open();
    const { answer } = await started();
    const isPut = ({ method }: { method: string }) => method === 'PUT';
    const away = { if: isPut, say: problem(500, 'x', 'Oh dear.') };
    const pauses = [5_000, 10_000, 20_000, 40_000, 60_000, 60_000];
    developer.api.instead.push(...pauses.map(() => away));
    await renewal(5 * minute);
    for (const pause of pauses) {
      await nothingFor(pause - 1);
      await renewal(1);
    }
    expect(puts().at(-1)?.status).toBe(200);
    developer.api.instead.push(away);
    expect((await renewal(5 * minute)).status).toBe(500);
    expect((await renewal(5_000)).status).toBe(200);
    developer.signals.emit('SIGTERM');
    const { exit, err } = await answer;
    expect(exit).toBe(7);
    expect(err.match(/stands until .*, but could not be renewed: Oh dear\. Trying on\./g)).toHaveLength(2);
    expect(err.match(/the lease on developers is renewed again\./g)).toHaveLength(2);
  });

  test('that ran out meanwhile is told a second time; credentials that are gone, in what to do', async () => {
    await open();
    let isSignedIn = true;
    const signedOut = Object.assign(new Error('Token is expired.'), { name: 'TokenProviderError' });
    const ann = { accessKeyId: 'ann', secretAccessKey: secrets.ann };
    developer.surroundings.aws = {
      credentials: async () => (isSignedIn ? ann : Promise.reject(signedOut)),
    };
    const { answer } = await started();
    isSignedIn = false;
    for (let minutes = 0; minutes < 17; minutes++) {
      await clock.asleep();
      await clock.advance(minute);
    }
    isSignedIn = true;
    developer.signals.emit('SIGTERM');
    const { err } = await answer;
    const told = err.match(/the lease on developers .*, but could not be renewed: .*/g);
    expect(told).toEqual([
      expect.stringMatching(/developers stands until .* credentials to use \(Token is expired\); sign in/),
      expect.stringMatching(/developers ran out at /),
    ]);
  });

  test('is renewed at once by a machine that wakes from a long sleep', async () => {
    let ahead = 0;
    clock = handClock(noon);
    developer = await setUpMachine({ clock: { now: () => clock.now() + ahead, sleep: clock.sleep } });
    const { answer } = await started();
    ahead = 8 * 60 * minute;
    await renewal(10_000);
    expect(developer.api.live()).toEqual([`198.51.100.7/32 ${mine}`]);
    developer.signals.emit('SIGTERM');
    expect((await answer).err).toContain('is in developers anew');
  });
});

describe('signals', () => {
  test.each([
    ['SIGTERM', false, 7],
    ['SIGINT', false, 8],
    ['SIGTERM', true, 7],
  ])('%s (terminal: %p) is passed on, and the command exits with %d', async (signal, hasTerminal, code) => {
    await open({ machine: { hasTerminal } });
    const { answer } = await started();
    developer.signals.emit(signal);
    expect((await answer).exit).toBe(code);
    expect(developer.api.live()).toEqual([]);
    expect(developer.signals.eventNames()).toEqual([]);
  });

  test('a Ctrl-C of the terminal reaches the command by itself, and is not sent a second time', async () => {
    await open({ machine: { hasTerminal: true } });
    const { answer } = await started();
    developer.signals.emit('SIGINT');
    developer.signals.emit('SIGTERM');
    expect((await answer).exit).toBe(7);
  });

  test('before the command has started end what was taken, and it is not started', async () => {
    await open();
    developer.api.slow = 100;
    const answer = run('--', 'touch', 'started');
    await clock.asleep();
    expect(developer.api.live()).toHaveLength(1);
    developer.signals.emit('SIGINT');
    expect((await answer).exit).toBe(130);
    expect(developer.api.live()).toEqual([]);
    expect(existsSync(join(developer.folder, 'started'))).toBe(false);
  });

  test('before that, a second one does not wait for the API any longer', async () => {
    await open();
    const { machine } = developer.surroundings;
    machine.exchange = async ({ method }) => {
      if (method === 'PUT') {
        developer.signals.emit('SIGINT');
        setImmediate(() => developer.signals.emit('SIGINT'));
        return new Promise(() => undefined);
      }
      throw new Error('nothing else is asked');
    };
    const { exit, err } = await run('--for', '15m', '--', 'touch', 'started');
    expect([exit, err]).toEqual([
      130,
      'doorlist: the lease on developers could not be ended: it was interrupted. It ends by itself.\n',
    ]);
  });

  test('while the lease is being ended stop that', async () => {
    await open();
    const { exchange } = developer.surroundings.machine;
    developer.surroundings.machine.exchange = async (asked) => {
      if (asked.method !== 'DELETE') return exchange(asked);
      developer.signals.emit('SIGINT');
      return new Promise(() => undefined);
    };
    const { exit, err } = await run('--', 'sh', '-c', 'exit 7');
    expect(exit).toBe(7);
    expect(err).toMatch(/could not be ended: it was interrupted\. It ends by itself at \d\d:\d\d\.\n$/);
  });
});

describe('an end', () => {
  test('that the API does not hear is told, and the exit code stays the command’s', async () => {
    clock = handClock(noon);
    const sleep: HandClock['sleep'] = async (ms, signal) =>
      ms < 10_000 ? undefined : clock.sleep(ms, signal);
    developer = await setUpMachine({ clock: { now: clock.now, sleep } });
    const { answer } = await started();
    await developer.api.close();
    developer.signals.emit('SIGTERM');
    const { exit, err } = await answer;
    expect(exit).toBe(7);
    expect(err).toMatch(
      /doorlist: the lease on developers could not be ended: .* could not be reached .* It ends by itself at \d\d:\d\d\.\n$/,
    );
  });

  test('comes after a renewal that is still under way', async () => {
    await open({ machine: { lookup: async () => ['IPV4'] } });
    const { machine } = developer.surroundings;
    const { exchange } = machine;
    const order: string[] = [];
    let letGo = () => {};
    const held = new Promise<void>((resolve) => (letGo = resolve));
    let arrived = () => {};
    const underWay = new Promise<void>((resolve) => (arrived = resolve));
    machine.exchange = async (asked) => {
      if (asked.method === 'DELETE') order.push('delete');
      if (asked.method !== 'PUT' || clock.now() === noon) return exchange(asked);
      arrived();
      await held;
      return exchange(asked).finally(() => order.push('put'));
    };
    let hasEnded = () => {};
    const ended = new Promise<void>((resolve) => (hasEnded = resolve));
    const exit = doorlist(
      ['run', 'developers', '--json', '--', process.execPath, '-e', script, developer.api.url],
      {
        ...developer.surroundings,
        stdout: { write: () => undefined },
        stderr: { write: (line) => line.includes('"event":"exit"') && hasEnded() },
      },
    );
    await developer.api.next('POST');
    await clock.asleep();
    await clock.advance(5 * minute);
    await underWay;
    developer.signals.emit('SIGTERM');
    await ended;
    for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve));
    letGo();
    expect(await exit).toBe(7);
    expect(order).toEqual(['put', 'delete']);
    expect(developer.api.live()).toEqual([]);
  });
});

describe('--wait', () => {
  test('starts the command when the address answers', async () => {
    await open();
    await run('--wait', `${developer.api.url}/up`, '--', 'touch', 'started');
    expect(existsSync(join(developer.folder, 'started'))).toBe(true);
  });

  test('does not start it where it stays blocked, and ends the lease', async () => {
    await open();
    const { sleep } = clock;
    developer.surroundings.machine.sleep = async (ms, signal) => {
      const slept = sleep(ms, signal);
      await clock.advance(ms);
      return slept;
    };
    const { exchange } = developer.surroundings.machine;
    developer.surroundings.machine.exchange = async (asked) =>
      asked.url.pathname === '/up' ? { status: 403, headers: {}, body: '' } : exchange(asked);
    const { exit, err } = await run('--wait', `${developer.api.url}/up`, '--', 'touch', 'started');
    expect([exit, err]).toEqual([
      4,
      expect.stringMatching(/still blocked .* The command was not started\.\n$/),
    ]);
    expect(existsSync(join(developer.folder, 'started'))).toBe(false);
    expect(developer.api.live()).toEqual([]);
  });
});

test('--json says each event as a line on stderr, and leaves stdout to the command', async () => {
  await open();
  const { exit, out, err } = await run('--json', '--', 'sh', '-c', 'exit 7');
  expect([exit, out]).toEqual([7, '']);
  const events = err
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
  expect(events).toMatchObject([
    { event: 'taken', list: 'developers', device: mine, families: [{ state: 'in' }] },
    { event: 'exit', exit: 7, kind: 'exited' },
    { event: 'ended', state: 'out', networks: ['198.51.100.7/32'] },
  ]);
});
