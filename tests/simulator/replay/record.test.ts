import { createRecord, type HistoryEvent } from '../../../simulator/world/record.js';

const note = (text: string) => ({ kind: 'note', text }) as const;

test('a listener hears each event as it happens, and nothing of before', () => {
  const record = createRecord();
  record.add('aws', note('before'));
  const heard: HistoryEvent[] = [];
  record.listen((event) => heard.push(event));
  record.add('console-alice', note('now'));
  expect(heard).toEqual([{ at: expect.any(Number) as number, actor: 'console-alice', ...note('now') }]);
  expect(record.events).toHaveLength(2);
});

test('a record that keeps nothing still tells its listeners', () => {
  const record = createRecord({ keep: false });
  const heard: string[] = [];
  record.listen(({ actor }) => heard.push(`one ${actor}`));
  record.listen(({ actor }) => heard.push(`two ${actor}`));
  record.add('aws', note('now'));
  expect(heard).toEqual(['one aws', 'two aws']);
  expect([record.events, record.of('note')]).toEqual([[], []]);
});
