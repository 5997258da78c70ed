/** Calls a packaged handler as Lambda's runtime does: invoke.cjs BUNDLE EVENT. Prints what it returns. */
const [, , bundle, event] = process.argv;
const context = {
  functionName: 'smoke',
  functionVersion: '$LATEST',
  memoryLimitInMB: '512',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-2:111122223333:function:smoke',
  awsRequestId: require('node:crypto').randomUUID(),
  getRemainingTimeInMillis: () => 300_000,
};
require(bundle)
  .handler(JSON.parse(event), context)
  .then((report) => process.stdout.write(`\nRESULT ${JSON.stringify(report)}\n`))
  .catch((error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exitCode = 1;
  });
