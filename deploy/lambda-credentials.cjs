const name = /^@aws-sdk\/credential-provider-node$/;

/**
 * Lambda gives a function its credentials in the environment
 * (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html). Every other place where the SDK would
 * look for some brings clients of its own, a seventh of a handler.
 */
exports.lambdaCredentials = {
  name: 'lambda-credentials',
  setup(build) {
    build.onResolve({ filter: name }, ({ path, resolveDir }) => ({
      path,
      namespace: 'lambda-credentials',
      pluginData: { resolveDir },
    }));
    build.onLoad({ filter: name, namespace: 'lambda-credentials' }, ({ pluginData: { resolveDir } }) => ({
      contents: "export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';",
      resolveDir,
    }));
  },
};
