/** What packaging needs of doorlist's TypeScript. */
export { loadEstate } from '../lib/estate/stage-files.js';
export { stack } from './stack.js';
