/** What packaging needs of doorlist's TypeScript. */
export { editionOf } from '../lib/estate/edition.js';
export { loadEstate } from '../lib/estate/stage-files.js';
export { stack } from './stack.js';
