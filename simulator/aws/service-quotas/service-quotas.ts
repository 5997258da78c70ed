import { AwsError, type Service } from '../protocols/wire.js';
import type { Location } from '../ec2/arn.js';
import { jsonProtocol } from '../protocols/json.js';
import { readShape, text } from '../protocols/shape.js';
import { createTokenBuckets } from '../protocols/token-bucket.js';

export interface Quotas extends Service {
  set(account: string, region: string, rulesPerGroup: number): void;
  /** From now on nobody may ask, as where a role lacks the permission. */
  deny(): void;
  allow(): void;
  rulesPerGroup(place: Location): number;
}

/** "Inbound or outbound rules per security group": docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html */
const VPC = 'vpc';
const RULES_PER_GROUP = 'L-0EA8095F';
const DEFAULT_RULES_PER_GROUP = 60;

/** docs.aws.amazon.com/servicequotas/latest/userguide/reference_limits.html: 5 a second, and 5 more in a burst. */
const PER_SECOND = 5;
const BURST = 10;

const code = (pattern: RegExp, max: number) => text({ pattern, max });
const shape = {
  ServiceCode: code(/^[a-zA-Z][a-zA-Z0-9-]*$/, 63),
  QuotaCode: code(/^[a-zA-Z][a-zA-Z0-9-]*$/, 128),
};

export function createServiceQuotas(options: { rulesPerGroup?: number; denied?: boolean } = {}): Quotas {
  const values = new Map<string, number>();
  let denied = options.denied ?? false;
  const take = createTokenBuckets();
  const rulesPerGroup = ({ account, region }: Location) =>
    values.get(`${account} ${region}`) ?? options.rulesPerGroup ?? DEFAULT_RULES_PER_GROUP;

  return {
    protocol: jsonProtocol('1.1', 'ServiceQuotasV20190624'),
    latency: () => [40, 150],
    admit({ account, region, operation }) {
      if (!take(`${account} ${region} ${operation}`, PER_SECOND, BURST))
        throw new AwsError('TooManyRequestsException', 'Rate exceeded');
    },
    perform(call) {
      if (call.operation !== 'GetServiceQuota')
        throw new AwsError('UnknownOperationException', 'UnknownOperation');
      const { ServiceCode, QuotaCode } = readShape(call.input, shape);
      if (denied)
        throw new AwsError(
          'AccessDeniedException',
          `${call.actor} is not authorized to perform: servicequotas:GetServiceQuota`,
        );
      if (ServiceCode !== VPC || QuotaCode !== RULES_PER_GROUP)
        throw new AwsError(
          'NoSuchResourceException',
          'The request failed because the specified quota does not exist.',
        );
      const { account, region } = call;
      return {
        Quota: {
          ServiceCode,
          ServiceName: 'Amazon Virtual Private Cloud (Amazon VPC)',
          QuotaArn: `arn:aws:servicequotas:${region}:${account}:${VPC}/${RULES_PER_GROUP}`,
          QuotaCode,
          QuotaName: 'Inbound or outbound rules per security group',
          Value: rulesPerGroup(call),
          Unit: 'None',
          Adjustable: true,
          GlobalQuota: false,
        },
      };
    },
    set: (account, region, value) => values.set(`${account} ${region}`, value),
    deny: () => (denied = true),
    allow: () => (denied = false),
    rulesPerGroup,
  };
}
