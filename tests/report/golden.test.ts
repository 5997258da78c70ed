import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCidr } from '../../lib/cidr.js';
import type { Layout } from '../../lib/plan/layout.js';
import {
  failing,
  fedMemory,
  groups,
  hour,
  many,
  nets,
  now,
  person,
  prefixList,
  said,
  set,
  type Scene,
} from './scenes.js';

const held = many(20);
const [a = '', b = '', c = ''] = held;
const lease = (network: string, over = {}) => ({
  network: parseCidr(network),
  device: 'laptop',
  why: 'to test the webhook',
  since: now - hour,
  until: now + hour,
  ...over,
});
const missing = (network: string, over = {}) => ({ cidr: parseCidr(network), since: now - hour, ...over });

function besideLists(layout: Layout): Layout {
  const lists = [
    { id: 'pl-1', rules: 32, references: 1, size: 32 },
    { id: 'pl-2', rules: 10, references: 2, unknown: true as const },
  ];
  const containers = layout.containers.map((container) => ({ ...container, room: 18, lists }));
  return { ...layout, containers, assumed: 'forbidden' };
}

const scenes: Record<string, Scene> = {
  'pins, leases and foreign entries': {
    list: 'developers',
    run: { trigger: 'sweep' },
    announced: true,
    holds: ['81.2.69.0/24', '198.51.100.9/32', '5.0.0.0/8', '9.9.9.0/24', '203.0.113.7/32', '203.0.113.8/32'],
    row: {
      memory: {
        ours: nets('203.0.113.7/32', '203.0.113.8/32'),
        fed: [],
        missing: [],
        foreignEntries: [
          {
            cidr: parseCidr('198.51.100.9/32'),
            since: now - 2 * hour,
            by: { who: 'user/carol', at: now - 2 * hour },
          },
          { cidr: parseCidr('5.0.0.0/8'), since: now - 3 * hour },
          { cidr: parseCidr('9.9.9.0/24'), since: now - 13 * hour },
        ],
      },
    },
    leases: [
      {
        person: person('ana'),
        leases: [lease('203.0.113.1/32'), lease('203.0.113.8/32', { until: now - 1 })],
      },
      { person: person('bob'), leases: [lease('203.0.113.1/32', { device: '', why: '' })] },
    ],
  },
  'an entry that was kept for a row that could not be read': {
    list: 'developers',
    run: { trigger: 'sweep' },
    announced: true,
    holds: ['81.2.69.0/24', '81.2.70.0/24', '203.0.113.7/32'],
    row: {
      memory: {
        ours: nets('81.2.69.0/24', '81.2.70.0/24', '203.0.113.7/32'),
        fed: [],
        missing: [],
        perhapsLeased: [{ cidr: parseCidr('203.0.113.7/32'), since: now - 12 * hour }],
      },
    },
  },
  'a flush by hand': {
    list: 'developers',
    run: { by: 'hand' },
    holds: ['81.2.69.0/24', '198.51.100.9/32', '203.0.113.8/32'],
    row: {
      memory: {
        ours: nets('81.2.69.0/24'),
        fed: [],
        missing: [],
        foreignEntries: [
          {
            cidr: parseCidr('198.51.100.9/32'),
            since: now - 2 * hour,
            by: { who: 'user/carol', at: now - 2 * hour },
          },
          { cidr: parseCidr('203.0.113.8/32'), since: now - 3 * hour },
        ],
      },
    },
  },
  'the first flush': { list: 'developers', holds: ['81.2.69.0/24', '198.51.100.9/32'] },
  'a dry run': { list: 'developers', run: { by: 'hand', dryRun: true }, holds: ['198.51.100.9/32'] },
  'a lease for which there is no room': {
    list: 'developers',
    run: { trigger: 'access', by: 'hand' },
    holds: ['81.2.69.0/24'],
    layout: set(2),
    row: { memory: { ours: nets('81.2.69.0/24'), fed: [], missing: [] } },
    leases: [{ person: person('ana'), leases: [lease('203.0.113.1/32')] }],
  },
  'the feed': {
    list: 'edge',
    listed: [...held.slice(4), '3.0.0.0/24'],
    dropped: ['10.0.0.0/8'],
    holds: [...held, '198.51.100.9/32'],
    row: {
      memory: fedMemory(held, {
        missing: [
          missing(a),
          missing(b, { since: now - 25 * hour }),
          missing(c, { withheld: 'coverage-lost' }),
        ],
      }),
    },
  },
  'missing entries make room': {
    list: 'edge',
    listed: held.slice(2),
    layout: set(19),
    holds: held,
    row: { memory: fedMemory(held) },
  },
  'a selection that was edited, and entries that others cover': {
    list: 'edge',
    listed: ['44.0.0.0/24'],
    holds: ['44.0.0.0/25', '3.0.0.0/24'],
    row: { memory: fedMemory(['44.0.0.0/25', '3.0.0.0/24'], { fingerprint: 'another' }) },
  },
  'entries that others cover': {
    list: 'edge',
    listed: ['44.0.0.0/24'],
    holds: ['44.0.0.0/25'],
    row: { memory: fedMemory(['44.0.0.0/25']) },
  },
  'an older file': {
    list: 'edge',
    applied: { syncToken: now / 1000, known: { services: ['EC2'], regions: [], borderGroups: [] } },
    holds: [a],
    row: { memory: fedMemory([a]) },
  },
  'an older file, and nothing remembered': {
    list: 'edge',
    applied: { syncToken: now / 1000, known: { services: ['EC2'], regions: [], borderGroups: [] } },
    holds: [a],
  },
  'unknown names': {
    list: 'edge',
    file: {
      entries: [
        { cidr: parseCidr('3.0.0.0/24'), service: 'EC3', region: 'eu-west-1', borderGroup: 'GLOBAL' },
      ],
    },
  },
  'a file from the future': { list: 'edge', file: { syncToken: now / 1000 + 7200 } },
  emptied: {
    list: 'edge',
    file: { entries: [] },
    applied: {
      syncToken: 1,
      known: { services: ['EC2', 'S3'], regions: ['eu-west-2', 'GLOBAL'], borderGroups: [] },
    },
    holds: held,
    row: { memory: fedMemory(held) },
  },
  'a selection that matches nothing': {
    list: 'edge',
    file: {
      entries: [
        { cidr: parseCidr('3.0.0.0/24'), service: 'EC2', region: 'us-east-1', borderGroup: 'us-east-1' },
        { cidr: parseCidr('3.1.0.0/24'), service: 'S3', region: 'us-east-1', borderGroup: 'us-east-1' },
        { cidr: parseCidr('3.2.0.0/24'), service: 'SNS', region: 'eu-west-2', borderGroup: 'eu-west-2' },
        { cidr: parseCidr('3.3.0.0/24'), service: 'SNS', region: 'GLOBAL', borderGroup: 'GLOBAL' },
      ],
    },
  },
  'coverage lost': {
    list: 'edge',
    listed: held.slice(8),
    holds: held,
    row: {
      memory: fedMemory(held, {
        missing: held.slice(0, 8).map((cidr) => missing(cidr, { since: now - 25 * hour })),
      }),
    },
  },
  'entries lost': {
    list: 'edge',
    listed: ['60.0.0.0/12'],
    holds: [...held, '60.0.0.0/12'],
    row: {
      memory: fedMemory([...held, '60.0.0.0/12'], {
        missing: held.map((cidr) => missing(cidr, { since: now - 25 * hour })),
      }),
    },
  },
  'removals that were refused earlier': {
    list: 'edge',
    listed: held.slice(3),
    holds: held,
    row: {
      memory: fedMemory(held, {
        missing: [
          missing(a, { withheld: 'coverage-lost' }),
          missing(b, { withheld: 'coverage-lost' }),
          missing(c, { withheld: 'entries-lost' }),
        ],
      }),
    },
  },
  'a full IP set': { list: 'edge', listed: held, layout: set(18), holds: ['198.51.100.9/32'], row: {} },
  'a full prefix list': { list: 'prefixes', listed: held, layout: prefixList(18) },
  'a full prefix list that may grow': {
    list: 'prefixes',
    listed: held,
    layout: prefixList(10, { growable: 15 }),
  },
  'a prefix list that cannot be large enough': {
    list: 'prefixes',
    listed: many(1100),
    layout: prefixList(18),
  },
  'full security groups': { list: 'ports', listed: held, layout: groups(30) },
  'full security groups, two of them': {
    list: 'ports',
    listed: held,
    layout: groups(10, [], ['sg-1', 'sg-2']),
  },
  'full security groups, beside prefix lists': {
    list: 'ports',
    listed: held,
    layout: besideLists(groups(60)),
  },
  'security groups that cannot be enough': { list: 'ports', listed: many(600), layout: groups(1000) },
  'rules that another list has': {
    list: 'ports',
    listed: held.slice(0, 7),
    layout: groups(
      60,
      held.slice(0, 7).map((cidr, i) => ({
        cidr: parseCidr(cidr),
        portRange: 'tcp 80-80',
        owner: 'other',
        id: `sgr-${i}`,
      })),
    ),
  },
  'rules that another list has at every port': {
    list: 'ports',
    listed: held.slice(0, 2),
    layout: groups(
      60,
      ['tcp 80-80', 'tcp 443-443'].map((portRange, i) => ({
        cidr: parseCidr(a),
        portRange,
        owner: 'other',
        id: `sgr-${i}`,
      })),
    ),
  },
  'a nearly full target': {
    list: 'edge',
    listed: held,
    layout: set(21),
    holds: held,
    row: { memory: fedMemory(held, { sizes: [{ month: '2025-06', wanted: 9 }] }) },
  },
  'a target over its limit': {
    list: 'ports',
    listed: [],
    applied: {
      syncToken: 1,
      known: { services: ['EC2', 'S3'], regions: ['eu-west-2', 'GLOBAL'], borderGroups: [] },
    },
    holds: held,
    layout: groups(
      30,
      held.flatMap((cidr, i) =>
        ['tcp 80-80', 'tcp 443-443'].map((portRange) => ({
          cidr: parseCidr(cidr),
          portRange,
          owner: 'foreign',
          id: `sgr-${portRange}-${i}`,
        })),
      ),
    ),
  },
  'entries of a family that no target has': { list: 'edge', listed: ['3.0.0.0/24', '2600:9000::/28'] },
  'a failure': { list: 'edge', feed: { error: failing } },
};

test.each(Object.entries(scenes))('%s is told as it was', async (name, scene) => {
  expectGolden(`${name.replaceAll(/[^a-z]+/gi, '-')}.txt`, await said(scene));
});

/** `UPDATE_GOLDEN=1` writes what is said now, to be looked at and committed with what changed it. */
function expectGolden(name: string, text: string): void {
  const path = join('tests/report/golden', name);
  if (process.env['UPDATE_GOLDEN']) writeFileSync(path, text);
  expect(text).toBe(readFileSync(path, 'utf8'));
}
