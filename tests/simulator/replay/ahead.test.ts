import { installClock, realClock, type Clock } from '../../../simulator/world/clock.js';
import { historyAhead } from '../../../simulator/programs/replay/ahead.js';
import { history, type HistoryVersion } from '../../../simulator/programs/replay/history.js';
import { linesOf, textOf, tidy, written, type Row } from './histories.js';

let clock: Clock = realClock();

afterEach(() => {
  clock.uninstall();
  clock = realClock();
});
afterAll(tidy);

const row = (i: number): Row => [`3.0.${i}.0/24`, 'GLOBAL', 'CLOUDFRONT', ''];
const lines = linesOf(
  ...Array.from({ length: 9 }, (_, i) => ({ n: [i + 1, 0] as [number, number], a: [row(i)] })),
);
const file = written(textOf(lines));

async function all(versions: AsyncIterable<HistoryVersion>): Promise<HistoryVersion[]> {
  const found: HistoryVersion[] = [];
  for await (const version of versions) found.push(version);
  return found;
}

const plain = (versions: readonly HistoryVersion[]) =>
  versions.map(({ body, ...rest }) => ({ ...rest, body: Buffer.from(body).toString() }));

test.each([1, 3, 20])('the versions are the same, rebuilt %d ahead', async (ahead) => {
  expect(plain(await all(historyAhead(file, { clock, ahead })))).toEqual(plain([...history(file)]));
});

test('a part of a history is the same part', async () => {
  const span = { from: '2020-03-31T15:00', to: '2020-03-31T17:00' };
  const found = await all(historyAhead(file, { clock, ...span }));
  expect(plain(found)).toEqual(plain([...history(file, span)]));
  expect(found).toHaveLength(3);
});

test('virtual time stands still until a version is there', async () => {
  const start = Date.UTC(2020, 3, 1);
  clock = installClock(start);
  setTimeout(() => undefined, 1000);
  const versions = historyAhead(file, { clock });
  await clock.drive(versions.next());
  expect(clock.now()).toBe(start);
  await clock.drive(versions.return());
  expect(clock.now()).toBe(start);
});

test('what is no history is refused here, too, after the versions before it', async () => {
  const wrong = written(textOf([...lines.slice(0, 2), { ...lines[2], n4: 99 } as (typeof lines)[number]]));
  const versions = historyAhead(wrong, { clock });
  await versions.next();
  await versions.next();
  await expect(versions.next()).rejects.toThrow(
    expect.objectContaining({
      name: 'BadHistory',
      message: expect.stringContaining('its line says 99 and 0') as string,
    }) as Error,
  );
});

test('whoever leaves early can', async () => {
  for await (const { syncToken } of historyAhead(file, { clock })) {
    expect(syncToken).toBe(String(lines[0]?.t));
    break;
  }
});
