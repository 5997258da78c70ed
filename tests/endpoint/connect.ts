import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EC2Client } from '@aws-sdk/client-ec2';
import { SNSClient } from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { WAFV2Client } from '@aws-sdk/client-wafv2';

/** An endpoint that speaks for AWS, and an account there. */
export interface Place {
  account: string;
  region: string;
  /** For everything that is made there, so that several runs do not meet. */
  unique: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  ec2: EC2Client;
  waf: WAFV2Client;
  sns: SNSClient;
  dynamo: DynamoDBClient;
}

/** Every SDK client of this process speaks to `url` from here on. */
export async function connect(url: string, env: NodeJS.ProcessEnv): Promise<Place> {
  process.env['AWS_ENDPOINT_URL'] = url;
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
  const region = env['AWS_REGION'] ?? 'eu-west-2';
  const credentials = {
    accessKeyId: env['AWS_ACCESS_KEY_ID'] ?? 'test',
    secretAccessKey: env['AWS_SECRET_ACCESS_KEY'] ?? 'test',
  };
  // WAF takes one write a second, and what a test makes it also removes.
  const client = { region, credentials, maxAttempts: 10 };
  const { Account } = await new STSClient(client).send(new GetCallerIdentityCommand({}));
  if (Account === undefined) throw new Error(`${url} does not say whose account these credentials are of`);
  return {
    account: Account,
    region,
    unique: `doorlist-${Date.now().toString(36)}`,
    credentials,
    ec2: new EC2Client(client),
    waf: new WAFV2Client(client),
    sns: new SNSClient(client),
    dynamo: new DynamoDBClient(client),
  };
}
