import * as z from 'zod';
import { estateFile } from './schema.js';

/** The shape of doorlist.yml for editors. Draft 7 is the one that YAML editors know best. */
export function jsonSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(estateFile, { io: 'input', target: 'draft-7' }), null, 2)}\n`;
}
