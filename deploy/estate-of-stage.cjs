const { dirname, relative } = require('node:path');
const { load } = require('./typescript.cjs');

/**
 * The estate that this stage deploys, with its warnings: doorlist.STAGE.yml, or doorlist.yml, or whatever
 * DOORLIST_CONFIG names in its place.
 */
exports.estateOfStage = (stage) =>
  load('packaging.ts').loadEstate({
    dir: relative(process.cwd(), dirname(__dirname)) || '.',
    config: process.env.DOORLIST_CONFIG || undefined,
    stage,
  });
