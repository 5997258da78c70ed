const { estatePlugin } = require('./estate-plugin.cjs');
const { lambdaCredentials } = require('./lambda-credentials.cjs');
const { schemaShake } = require('./schema-shake.cjs');

/** serverless-esbuild calls this with the service that it packages. */
module.exports = (serverless) => [
  schemaShake,
  lambdaCredentials,
  estatePlugin(serverless.getProvider('aws').getStage()),
];
