import { hour, minute } from '../../harness/account.js';
import { fed } from '../../harness/networks.js';
import { setUp, type Harness } from '../harness.js';
import type { Kind } from '../kinds/kind.js';

/** What somebody takes out again and again is one episode, and not a change at each run. */
export function drift(kind: Kind): void {
  const [a, b, c] = [0, 1, 2].map((n) => fed(kind.family, n)) as [string, string, string];
  const subjects = (harness: Harness) =>
    harness.world.record.of('mail').map(({ subject }) => subject.replace('doorlist dev: edge: ', ''));
  const takenOut = async (harness: Harness) => {
    await harness.later(6 * hour - minute);
    await harness.world.clock.drive(harness.hand.remove(a));
    await harness.later(minute);
    expect((await harness.run('refresh')).target).toMatchObject({ outcome: 'applied', added: [{ cidr: a }] });
    expect(harness.open()).toEqual([a, b].sort());
  };

  test('a controller that takes an entry out after each run is told at its start, once a day and at its end', async () => {
    const harness = await setUp(kind, { feed: [a, b] });
    await harness.run('refresh');
    for (let run = 0; run < 9; run++) await takenOut(harness);
    const told = 'somebody takes out what is wanted';
    expect(subjects(harness)).toEqual([
      '2 added',
      `1 put back; ${told}`,
      `1 put back; ${told}`,
      `1 put back; ${told}`,
    ]);
    const [, first, second] = harness.world.record.of('mail');
    expect(first?.body).toContain("Put back: somebody took it out. 1 entry of doorlist's in ");
    expect(first?.body).not.toContain('ask');
    expect(second?.body).toMatch(
      /This has come again and again since 2026-\d\d-\d\d \d\d:\d\d UTC, .* Look for the infrastructure code or the controller that owns the target .* and ask whoever runs it/,
    );
    for (let quiet = 0; quiet < 7; quiet++) {
      await harness.later(6 * hour);
      await harness.run('refresh');
    }
    expect(subjects(harness).slice(4)).toEqual(['nothing is taken out any more']);
    expect(harness.mailed()).toMatch(/Over: nothing was taken out since 2026-/);
  });

  test('what else a run changes is mailed at once', async () => {
    const harness = await setUp(kind, { feed: [a, b] });
    await harness.run('refresh');
    await takenOut(harness);
    await harness.later(minute);
    await harness.world.clock.drive(harness.hand.remove(a));
    await harness.later(minute);
    harness.publish(a, b, c);
    await harness.run('refresh');
    expect(subjects(harness)).toEqual([
      '2 added',
      '1 put back; somebody takes out what is wanted',
      '1 added, 1 put back',
    ]);
  });

  test('after the table was lost nothing is known to have been taken out', async () => {
    const harness = await setUp(kind, { feed: [a, b] });
    await harness.run('refresh');
    await harness.later(minute);
    await harness.world.clock.drive(harness.hand.remove(a));
    await harness.forget();
    await harness.later(minute);
    await harness.run('refresh');
    expect(harness.mailed()).not.toContain('took it out');
    expect(harness.open()).toEqual([a, b].sort());
  });
}
