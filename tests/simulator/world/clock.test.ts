import { installClock, realClock, type Clock } from '../../../simulator/world/clock.js';

const START = Date.UTC(2026, 0, 1);
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
/** Something that takes real time, whatever the clock says. */
const realWork = (turns: number) =>
  new Promise<void>((resolve) => {
    const turn = (left: number) => (left === 0 ? resolve() : void setImmediate(() => turn(left - 1)));
    turn(turns);
  });

let clock: Clock;
beforeEach(() => {
  clock = installClock(START, { patienceMs: 20, horizonMs: 24 * 3600_000 });
});
afterEach(() => clock.uninstall());

test('an hour passes as soon as somebody waits for it', async () => {
  await clock.drive(sleep(3600_000));
  expect(Date.now()).toBe(START + 3600_000);
});

test('a promise that rejects, rejects', async () => {
  await expect(clock.drive(sleep(5).then(() => Promise.reject(new Error('no'))))).rejects.toThrow('no');
});

test('time stands still while real input or output is under way', async () => {
  void sleep(1);
  await clock.drive(clock.io(() => realWork(100)));
  expect(Date.now()).toBe(START);
});

test('time stands still while promises still have work to do', async () => {
  void sleep(1);
  await clock.drive(realWork(4));
  expect(Date.now()).toBe(START);
});

test('advancing runs everything due until then, what it starts included, and nothing later', async () => {
  const ran: string[] = [];
  const chain = async () => {
    await sleep(10);
    ran.push('first');
    await clock.io(() => realWork(20));
    await sleep(90);
    ran.push('at the end');
    await sleep(0);
    ran.push('at once after that');
    await sleep(1);
    ran.push('too late');
  };
  void chain();
  await clock.advanceTo(START + 100);
  expect(ran).toEqual(['first', 'at the end', 'at once after that']);
  expect(Date.now()).toBe(START + 100);
});

test('advancing further than one timer reaches', async () => {
  const year = 366 * 24 * 3600_000;
  await clock.advanceTo(START + year);
  expect(Date.now()).toBe(START + year);
});

test('a promise that nothing can settle is a deadlock', async () => {
  await expect(clock.drive(new Promise(() => undefined))).rejects.toThrow('deadlock');
});

test('so is one behind timers that only set each other', async () => {
  setInterval(() => undefined, 60_000);
  await expect(clock.drive(new Promise(() => undefined))).rejects.toThrow('deadlock');
});

test('the real clock is as it was once the virtual one is gone', async () => {
  clock.uninstall();
  expect(Date.now()).toBeGreaterThan(START);
  await realClock().drive(sleep(1));
});
