const { estatePlugin } = require('./estate-plugin.cjs');
const { schemaShake } = require('./schema-shake.cjs');

/** serverless-esbuild calls this with the service that it packages. */
module.exports = (serverless) => [schemaShake, estatePlugin(serverless.getProvider('aws').getStage())];
