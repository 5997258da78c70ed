import { complaints, ec2, sg } from '../harness/estate.js';

const target = (group: number, ports: unknown[], more: object = {}) => ({
  arn: ec2(sg(group)),
  ports,
  ...more,
});
const lists = (many: number, of: (n: number) => object) =>
  Object.fromEntries(
    Array.from({ length: many }, (_, n) => [`list-${n + 1}`, { flush: {}, targets: [of(n)] }]),
  );

describe('a rule takes 50 tags, one for each list that wants it:', () => {
  it('50 lists may open the same port of a group', () => {
    expect(complaints(lists(50, () => target(1, [443])))).toEqual([]);
  });

  it('the 51st is refused', () => {
    expect(complaints(lists(51, () => target(1, [443])))).toEqual([
      `lists.list-51.targets[0]: opens ${ec2(sg(1))} at tcp 443, as 50 other lists do: a rule carries a tag for each list that wants it, and AWS takes 50; give this list another group, or merge it with one of them`,
    ]);
  });

  it('a list that leaves the group counts, since its rules stand there until they have moved', () => {
    const leaving = (n: number) => (n === 0 ? target(2, [443], { leaving: [ec2(sg(1))] }) : target(1, [443]));
    expect(complaints(lists(51, leaving))).toHaveLength(1);
  });

  it.each<[string, (n: number) => object]>([
    ['ports', (n) => target(1, [n + 1])],
    ['groups', (n) => target(n + 1, [443])],
  ])('any number of lists may open other %s', (_, of) => {
    expect(complaints(lists(60, of))).toEqual([]);
  });
});
