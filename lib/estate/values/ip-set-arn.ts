import type { IpSetRef } from '../estate.js';
import { readArn, type Arn } from './arn.js';
import { shown, Unreadable } from '../mistakes/mistakes.js';

export const ipSetExample = 'arn:aws:wafv2:eu-west-2:111122223333:regional/ipset/NAME/ID';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** @throws Unreadable saying what the ARN names instead of a WAFv2 IP set, or what is wrong with it. */
export function parseIpSetArn(arn: string): IpSetRef {
  return ipSetOf(
    readArn(arn, `a target's looks like ${ipSetExample}`, ({ service }) =>
      service === 'wafv2' ? undefined : `names something of the service ${shown(service)}, not an IP set`,
    ),
  );
}

/** @throws Unreadable saying what of WAFv2 the ARN names instead. */
export function ipSetOf({ arn, region, account, resource }: Arn): IpSetRef {
  const refuse = (why: string): never => {
    throw new Unreadable(`${shown(arn)} ${why}`);
  };
  const [scope = '', kind = '', name = '', id = '', ...more] = resource.split('/');
  if (scope !== 'regional' && scope !== 'global')
    return refuse(`has the scope ${shown(scope)}; it must be regional, or global for CloudFront`);
  if (scope === 'global' && region !== 'us-east-1')
    return refuse(`is for CloudFront, and CloudFront's IP sets are all in us-east-1, not in ${region}`);
  if (kind === 'webacl')
    return refuse(
      `is a web ACL; name the IP set that its rule refers to, whose ARN looks like ${ipSetExample}`,
    );
  if (kind !== 'ipset') return refuse(`is not an IP set, whose ARN looks like ${ipSetExample}`);
  if (!/^[\w-]{1,128}$/.test(name)) return refuse('has no IP set name of 1 to 128 letters, digits, - and _');
  if (!uuid.test(id) || more.length > 0)
    return refuse("does not end in the IP set's id, such as a1b2c3d4-0001-4000-8000-000000000001");
  return {
    kind: 'ip-set',
    key: arn,
    arn,
    account,
    region,
    scope: scope === 'global' ? 'CLOUDFRONT' : 'REGIONAL',
    name,
    id,
  };
}
