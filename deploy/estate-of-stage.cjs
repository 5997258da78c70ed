const { dirname, relative } = require('node:path');
const { load } = require('./typescript.cjs');

/**
 * The estate that this stage deploys, with its warnings: doorlist.STAGE.yml, or doorlist.yml, or whatever
 * DOORLIST_CONFIG names in its place.
 */
const estateOfStage = (stage) =>
  load('packaging.ts').loadEstate({
    dir: relative(process.cwd(), dirname(__dirname)) || '.',
    config: process.env.DOORLIST_CONFIG || undefined,
    stage,
  });

/** What the functions of this stage are packaged with and carry in DOORLIST_EDITION: lib/estate/edition.ts. */
const editionOfStage = (stage) =>
  load('packaging.ts').editionOf(estateOfStage(stage).estate, dirname(__dirname));

module.exports = { editionOfStage, estateOfStage };
