const { editionOfStage, estateOfStage } = require('./estate-of-stage.cjs');
const { load } = require('./typescript.cjs');

/** What depends on the estate, for serverless.yml: see deploy/stack.ts. */
module.exports = async ({ resolveVariable }) => {
  const [service, stage] = await Promise.all([resolveVariable('self:service'), resolveVariable('sls:stage')]);
  try {
    const { estate, warnings, withoutFeed, shared } = estateOfStage(stage);
    if (shared) process.stderr.write(`note: ${shared}\n`);
    for (const warning of [...warnings, ...withoutFeed]) process.stderr.write(`warning: ${warning}\n`);
    return { ...load('packaging.ts').stack(estate, { service, stage }), edition: editionOfStage(stage) };
  } catch (error) {
    if (isForTheAuthor(error)) error.stack = ''; // the framework prints it in place of the message
    throw error;
  }
};

function isForTheAuthor({ name }) {
  return name === 'EstateMistakes' || name === 'TooManyTargets';
}
