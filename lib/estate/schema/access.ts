import * as z from 'zod';
import { apiGatewayThrottle } from '../../aws-limits.js';
import { parseCidr } from '../../cidr.js';
import { certificateExample, parseCertificateArn, parseHostName, parseTruststore } from '../values/domain.js';
import { parseWait } from '../values/duration.js';
import { parsePoolArn, poolExample } from '../values/pool-arn.js';
import { codes, distinct, text, whole } from './fields.js';

/* The shape of `access`. The rules between its keys, and with the lists, stand in rules/access.ts. */

const rate = whole(1, apiGatewayThrottle.rate, 'Requests a second.');
const burst = whole(1, apiGatewayThrottle.burst, 'Requests at once.');

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const retentions = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

const granted = (description: string) =>
  z
    .array(z.string())
    .check(distinct)
    .meta({ description, examples: [['developers']] })
    .default([]);

const userPool = z.strictObject({
  arn: text(parsePoolArn, { longest: 300, description: 'The ARN of a user pool.', examples: [poolExample] }),
  groups: z
    .record(
      z.string(),
      z.strictObject({
        join: granted('The lists that members let themselves in to.'),
        administer: granted('The lists on which members see and end the leases of all.'),
      }),
    )
    .meta({
      description: 'By group of the user pool: what its members may.',
      examples: [{ developers: { join: ['developers'] } }],
    }),
});

export const access = z
  .strictObject({
    auth: z
      .array(z.enum(['iam', 'cognito']))
      .min(1, { error: 'is empty; name iam, cognito or both' })
      .check(distinct)
      .meta({
        description:
          "Who may call: those who sign with AWS credentials (iam), with a user pool's token (cognito).",
        examples: [['iam']],
      })
      .default(['iam']),
    scopes: codes(/^[\x21\x23-\x5b\x5d-\x7e]{1,256}$/, 'a scope of a token, such as doorlist/join', {
      description: 'Of cognito: access tokens with any of these scopes; without it, ID tokens.',
      examples: [['doorlist/join']],
    }).optional(),
    userPools: z
      .array(userPool)
      .min(1, { error: 'is empty; name at least one user pool, or take cognito out of auth' })
      .meta({ description: 'Of cognito: whose tokens are taken, and what their groups may.' })
      .optional(),
    wait: text(parseWait, {
      longest: 10,
      description: 'How long an answer may wait for AWS: 1s to 20s.',
      examples: ['8s'],
    }).default('8s'),
    throttle: z
      .strictObject({ rate: rate.default(100), burst: burst.default(600) })
      .meta({ description: 'The most that each method takes, whoever calls.' })
      .prefault({}),
    usagePlan: z
      .strictObject({ rate, burst, perDay: whole(1, 1_000_000_000, 'Requests a day.').optional() })
      .meta({ description: 'Callers show an API key, and this is what each key takes.' })
      .optional(),
    allowFrom: z
      .array(
        text(parseCidr, {
          longest: 50,
          description: 'A network as ADDRESS/PREFIX, without host bits.',
          examples: ['203.0.113.0/24'],
        }),
      )
      .min(1, { error: 'is empty, which would let nobody call; name a network, or take the key out' })
      .check(distinct)
      .meta({ description: 'Where calls may come from; without it, from everywhere.' })
      .optional(),
    domain: z
      .strictObject({
        name: text(parseHostName, {
          longest: 300,
          description: 'The name that the API has.',
          examples: ['doors.example.com'],
        }),
        certificate: text(parseCertificateArn, {
          longest: 300,
          description: "The ARN of the name's certificate in ACM, in the Region of the API.",
          examples: [certificateExample],
        }),
        truststore: text(parseTruststore, {
          longest: 1100,
          description: 'Callers show a certificate that one of this file vouches for (mutual TLS).',
          examples: ['s3://my-bucket/truststore.pem'],
        }).optional(),
      })
      .meta({ description: 'A name of your own for the API.' })
      .optional(),
    auditDays: z
      .int({ error: 'must be a number of days' })
      .check(({ value, issues }) => {
        if (retentions.includes(value)) return;
        const near = [retentions.findLast((days) => days < value), retentions.find((days) => days > value)];
        issues.push({
          code: 'custom',
          input: value,
          message: `must be a retention that CloudWatch Logs knows, and is ${value}; the nearest is ${near.filter((days) => days !== undefined).join(' or ')}`,
        });
      })
      .meta({
        description: 'How many days the log of who let themselves in is kept.',
        examples: [365],
        enum: retentions,
      })
      .default(365),
    accessLogs: z
      .enum(['role', 'account', 'off'])
      .meta({
        description:
          "API Gateway's log of requests, for which an account has one role in each Region: this stack sets it (role), it is set already (account), or there is no such log (off).",
      })
      .default('role'),
    cloudTrail: z
      .boolean()
      .meta({ description: "Whether mails name who edited an IP set by hand, from CloudTrail's records." })
      .default(false),
  })
  .meta({
    description: 'The API by which people let themselves in to the lists with leases.',
    examples: [{ auth: ['iam'] }],
  });

export type AccessFile = z.output<typeof access>;
