import { parseCidr } from '../cidr.js';
import type { Access, Cognito } from './estate.js';
import type { AccessFile } from './schema/access.js';
import { parseWait } from './values/duration.js';
import { parsePoolArn } from './values/pool-arn.js';

export function toAccess({ auth, wait, throttle, usagePlan, domain, ...file }: AccessFile): Access {
  const { auditDays, accessLogs, cloudTrail } = file;
  return {
    iam: auth.includes('iam'),
    ...(auth.includes('cognito') && { cognito: toCognito(file) }),
    wait: parseWait(wait),
    throttle,
    ...(usagePlan && {
      usagePlan: {
        rate: usagePlan.rate,
        burst: usagePlan.burst,
        ...(usagePlan.perDay !== undefined && { perDay: usagePlan.perDay }),
      },
    }),
    allowFrom: (file.allowFrom ?? []).map(parseCidr),
    ...(domain && {
      domain: {
        name: domain.name,
        certificate: domain.certificate,
        ...(domain.truststore !== undefined && { truststore: domain.truststore }),
      },
    }),
    auditDays,
    accessLogs,
    cloudTrail,
  };
}

function toCognito({ scopes = [], userPools = [] }: Pick<AccessFile, 'scopes' | 'userPools'>): Cognito {
  return {
    scopes,
    pools: userPools.map(({ arn, groups }) => ({ arn, issuer: parsePoolArn(arn).issuer, groups })),
  };
}
