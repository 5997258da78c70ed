import { ec2, written } from '../../harness/estate.js';
import { newest } from './feeds.js';
import { runDemo, type Demo } from './run-demo.js';

/** As long as AWS makes them since 2018. */
const sg = (n: number) => `sg-${String(n).padStart(17, '0')}`;
const pl = (n: number) => `pl-${String(n).padStart(17, '0')}`;

/** As many as fill a group, beside the feed's one, the office and the colleague. */
const pins = Array.from({ length: 57 }, (_, i) => `81.2.${2 * i}.0/24`);

const estate = written({
  people: {
    flush: { cron: '0 6,18 * * ? *', timezone: 'Europe/London' },
    foreign: 'flush',
    pins: [{ cidr: '81.2.69.0/24', note: 'Office VPN' }],
    targets: [
      { spreadOver: [ec2(sg(1)), ec2(sg(2))], leaving: [ec2(sg(3))], ports: [80, 443] },
      { arn: ec2(pl(1)) },
    ],
  },
  hosts: { flush: {}, pins: ['81.2.69.0/24'], targets: [{ arn: ec2(sg(1)), ports: [8080] }] },
  visitors: { flush: {}, pins: ['81.2.71.0/24'], targets: [{ arn: ec2(sg(1)), ports: [8080] }] },
  full: {
    feed: { services: ['IVS_LOW_LATENCY'] },
    pins,
    targets: [{ arn: ec2(sg(4)), ports: [443] }],
  },
});

let demo: Demo;
beforeAll(async () => {
  demo = await runDemo(estate, newest);
});

/** However it was broken into lines. */
const told = () => demo.lines.join(' ').replace(/\s+/g, ' ');
const target = (list: string, index: number) => demo.document.lists[list]?.targets[index];

test('fits a terminal', () => {
  expect(demo.lines.filter((line) => line.length > 100)).toEqual([]);
});

test('says what is there before doorlist comes', () => {
  expect(told()).toContain(
    "its schedules begin. Its prefix lists are empty. Its security groups let in an office and a colleague, by rules that are not doorlist's.",
  );
});

test('people add addresses by hand, until a flush or for longer, where there is room', () => {
  expect(told()).toMatch(/ adds \S+ to sg-0+1 and 1 more, IPv4 \(eu-west-2\) by hand, for now\./);
  expect(told()).toMatch(/ adds \S+ to pl-0+1 \(eu-west-2\) by hand, for now\./);
  expect(told()).toMatch(/ adds \S+ to sg-0+1 IPv4 \(eu-west-2\) by hand, too\./);
  expect(told()).toMatch(/ cannot add \S+ to sg-0+4 IPv4 \(eu-west-2\) by hand: it is full\./);
});

test('what moved is told, and is neither added nor removed', () => {
  expect(told()).toMatch(/sg-0+1 and 1 more, IPv4 \S+ 1 moved/);
  // The office and the visitor went with the second flush.
  expect(target('people', 0)).toMatchObject({ kind: 'security-groups', added: 0, removed: 2, kept: 1 });
});

test('the family that nobody wants is in the document, and not in the story', () => {
  expect(target('people', 1)).toMatchObject({ family: 'IPV6', wanted: 0, kept: 0, outcome: 'unchanged' });
  expect(told()).not.toMatch(/sg-0+1( and 1 more,)? IPv6/);
});

test('lists that share a group and a port are told apart', () => {
  expect(told()).toMatch(/hosts: sg-0+1 IPv4 applied 1 added/);
  expect(told()).toMatch(/visitors: sg-0+1 IPv4 applied 1 added/);
  expect(demo.document.lists['hosts']?.targets).toMatchObject([
    // Whom people let in by hand is nobody's own, so it is kept for both lists.
    { arn: ec2(sg(1)), added: 1, removed: 0, kept: 3 },
    { arn: ec2(sg(1)), added: 0, removed: 0, kept: 0 },
  ]);
});

test('the mail of the flush says that revoking cuts nothing', () => {
  const flushed = demo.document.mails.filter(({ subject }) => /people: \d removed/.test(subject));
  expect(flushed.map(({ body }) => body)).toEqual([expect.stringContaining('idle ones for up to 5 days')]);
});

test('the checker looks at security groups and prefix lists, too', () => {
  expect(told()).toMatch(/The checker looked at all \d+ states that the targets ever had.*: 0 violations/);
  expect(demo.document.calls['ec2:AuthorizeSecurityGroupIngress']).toBeGreaterThan(0);
});
