import { ipSetArn } from '../harness/account.js';
import { setUp } from '../harness/deployed.js';

/** Flushes as many lists at once, each in a function of its own, until all have ended; each has one foreign address. */
export async function flushAtOnce(count: number) {
  const names = Array.from({ length: count }, (_, n) => `people-${n}`);
  const sets = names.map((name, n) => ipSetArn(`${name}-v4`, 100 + n));
  const text = `
alerts: { email: [platform@example.com] }
lists:
${names.map((name, n) => `  ${name}: { flush: {}, targets: [{ arn: '${sets[n] ?? ''}' }] }`).join('\n')}
`;
  const ipSets = sets.map((set) => ({ arn: set, addresses: ['198.51.100.7/32'] }));
  const harness = await setUp({ text, ipSets, concurrency: 100 });
  const { world } = harness;
  for (const list of names) world.lambda.invokeAsync('doorlist-dev-flush', { list });
  await world.clock.drive(world.lambda.settled());
  const writes = world.record.of('call').filter(({ operation }) => operation === 'UpdateIPSet');
  return {
    left: sets.flatMap((set) => harness.holds(set)),
    outcomes: world.record.of('return').map((end) => end.outcome),
    /** What AWS said to each. */
    writes: writes.map(({ outcome }) => outcome),
  };
}

export const allWell = (count: number) => {
  const each = Array.from({ length: count }, () => 'ok');
  return { left: [], outcomes: each, writes: each };
};
