import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEstate } from '../../lib/estate/parse.js';
import { jsonSchema } from '../../lib/estate/schema/json-schema.js';

const root = (name: string) => readFileSync(join(import.meta.dirname, '../..', name), 'utf8');

describe('the sample doorlist.yml', () => {
  it('parses, and warns of its example addresses only', () => {
    const { warnings } = parseEstate(root('doorlist.yml'));
    expect(warnings).not.toHaveLength(0);
    for (const warning of warnings)
      expect(warning).toMatch(/^doorlist.yml:\d+: lists.*is an address for examples/);
    expect(warnings).toHaveLength(
      parseEstate(root('doorlist.yml')).estate.lists.flatMap(({ pins }) => pins).length,
    );
  });
});

describe('doorlist.schema.json', () => {
  it('is what `node scripts/schema.mjs` writes now', () => {
    expect(root('doorlist.schema.json')).toBe(jsonSchema());
  });

  it('knows the keys, their defaults and the names of lists', () => {
    const schema = JSON.parse(jsonSchema()) as {
      required: string[];
      properties: { lists: { propertyNames: object; additionalProperties: object } };
    };
    expect(schema.required).toEqual(['alerts', 'lists']);
    expect(schema.properties.lists.propertyNames).toEqual({
      type: 'string',
      pattern: '^[a-z][a-z0-9-]{0,39}$',
    });
    expect(schema.properties.lists.additionalProperties).toMatchObject({
      required: ['targets'],
      additionalProperties: false,
      properties: {
        hold: { default: '24h' },
        guards: { properties: { minEntries: { default: 10, minimum: 0 } } },
      },
    });
  });
});
