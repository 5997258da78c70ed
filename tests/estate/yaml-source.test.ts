import fc from 'fast-check';
import { EstateMistakes } from '../../lib/estate/mistakes/mistakes.js';
import { parseEstate } from '../../lib/estate/parse.js';
import { arn, ec2, mistakesOf, people, pl, sg } from '../harness/estate.js';

const bomb = [
  'a: &a [x, x]',
  ...'bcdefghijkl'.split('').map((name, i) => {
    const before = 'abcdefghijkl'[i] ?? '';
    return `${name}: &${name} [${`*${before}, `.repeat(9)}]`;
  }),
].join('\n');

describe('a text that is not one YAML mapping', () => {
  it.each([
    ['empty', '', undefined, 'the file is empty'],
    ['only a comment', '# soon\n', undefined, 'the file is empty'],
    ['null', '~', undefined, 'the file is empty'],
    ['a list', '- a\n', 1, 'must be a mapping, and is a list of 1'],
    ['a word', 'doorlist', 1, 'must be a mapping, and is "doorlist"'],
    [
      'a tab for an indent',
      'alerts:\n\temail: []\n',
      2,
      'this is not YAML: Tabs are not allowed as indentation',
    ],
    [
      'a text with a colon in it',
      'a:\n  note: Office: VPN\n',
      2,
      'this is not YAML: a colon is missing after a key, is one too many, or stands in a text that is not in quotes',
    ],
    ['an open bracket', 'alerts: { email: [\n', 2, 'this is not YAML'],
    ['an open quote', 'a: "x', 1, 'this is not YAML'],
    ['two documents', 'a: 1\n---\nb: 1\n', 2, 'the file holds more than one YAML document'],
    ['a key that is a list', 'a: 1\n? [b]\n: 1\n', 2, 'this is not YAML'],
    ['an unknown tag', 'a: !secret x\n', 1, 'this is not YAML: Unresolved tag: !secret'],
    ['a ladder without end', '['.repeat(10_000), undefined, 'the file nests brackets deeper than 200'],
    ['an alias of nothing', 'a: *b\n', undefined, 'the aliases cannot be followed'],
    ['a bomb of aliases', bomb, undefined, 'the aliases cannot be followed'],
  ])('%s is refused', (_about, text, line, why) => {
    const [mistake] = mistakesOf(() => parseEstate(text));
    expect(mistake).toMatchObject({ path: '', message: expect.stringContaining(why) as unknown });
    expect(mistake?.line).toBe(line);
    expect(mistake?.message).not.toContain('\n');
  });

  it('is told of once a line', () => {
    expect(mistakesOf(() => parseEstate('['.repeat(150)))).toHaveLength(1);
    expect(mistakesOf(() => parseEstate('a: "\\x \\y"\nb: "\\z"\n')).map(({ line }) => line)).toEqual([1, 2]);
  });

  it('is shown as the line that it is on', () => {
    const [mistake] = mistakesOf(() => parseEstate('alerts:\n\temail: []\nlists: {}'));
    expect(mistake?.found).toBe('"email: []"');
  });

  it('may bite its own tail', () => {
    expect(() => parseEstate('lists: &a { b: *a }\nalerts: &c [*c]')).toThrow(EstateMistakes);
  });
});

it('tells of a key given twice together with all other mistakes', () => {
  const found = mistakesOf(() =>
    parseEstate(`alerts: {email: [x]}\nlists:\n  a: 1\n  a: ${JSON.stringify(people)}\n`),
  );
  expect(found.map(({ line, message }) => [line, message])).toEqual([
    [1, expect.stringContaining('e-mail')],
    [4, 'the key is given twice in the same mapping; keep one'],
  ]);
});

it('finds lines through aliases', () => {
  const text = `alerts: { email: [a@example.com] }
lists:
  one: &one
    flush: { leases: x }
    targets: [{ arn: "${arn('one')}" }]
  two: *one`;
  const lines = mistakesOf(() => parseEstate(text)).map(({ path, line }) => [path, line]);
  expect(lines).toContainEqual(['lists.one.flush.leases', 4]);
  expect(lines).toContainEqual(['lists.two.flush.leases', 4]);
});

describe('whatever the text', () => {
  const key = fc.constantFrom(
    'alerts',
    'email',
    'lists',
    'a',
    'pins',
    'cidr',
    'feed',
    'services',
    'flush',
    'cron',
    'timezone',
    'guards',
    'hold',
    'targets',
    'arn',
    'spreadOver',
    'leaving',
    'ports',
    'protocol',
    'resize',
    'id',
    'foreign',
    '__proto__',
    'toString',
    '',
  );
  const scalar = fc.oneof(
    fc.string(),
    fc.constantFrom(
      '8.8.8.8/32',
      '0.0.0.0/0',
      '0 6 * * ? *',
      'UTC',
      arn('x'),
      ec2(sg(1)),
      ec2(pl(1)),
      '1-2',
      'icmp',
      'flush',
      'EC2',
      '24h',
      'a@example.com',
    ),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
  );
  const { node } = fc.letrec((tie) => ({
    node: fc.oneof(
      { depthSize: 'medium' },
      scalar,
      fc.array(tie('node'), { maxLength: 3 }),
      fc.dictionary(key, tie('node'), { maxKeys: 5 }),
    ),
  }));

  const onlyMistakes = (text: string): void => {
    const messages = mistakesOf(() => parseEstate(text)).map(({ message }) => message);
    expect(messages.filter((message) => /Invalid|expected|undefined|\[object|\n/.test(message))).toEqual([]);
  };

  it('a mapping of anything makes mistakes and nothing else', () => {
    const estate = fc.record(
      { alerts: node, lists: fc.oneof(node, fc.dictionary(key, fc.dictionary(key, node))) },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(estate, (value) => onlyMistakes(JSON.stringify(value))),
      { numRuns: 200 },
    );
  });

  it('a number that is too large to be told exactly makes mistakes in our words', () => {
    const target = { arn: arn('one'), ports: [2 ** 53] };
    const lists = { one: { guards: { minEntries: 2 ** 53 }, targets: [target] } };
    onlyMistakes(JSON.stringify({ lists }));
  });

  it('garbage makes mistakes and nothing else', () => {
    const piece = fc.oneof(
      key,
      fc.string(),
      fc.constantFrom(
        ': ',
        '\n',
        '  ',
        '- ',
        '{',
        '}',
        '[',
        ']',
        ', ',
        '"',
        "'",
        '&a ',
        '*a',
        '!!set ',
        '!x ',
        '|',
        '>',
        '? ',
        '#',
        '---\n',
        '%YAML 1.1\n',
        '<<: ',
      ),
    );
    const garbage = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(garbage, (text) => {
        mistakesOf(() => parseEstate(text));
      }),
      { numRuns: 400 },
    );
  });
});
