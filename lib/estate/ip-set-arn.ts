import type { IpSetRef } from '../estate.js';
import { shown, Unreadable } from './mistakes.js';

const example = 'arn:aws:wafv2:eu-west-2:111122223333:regional/ipset/NAME/ID';

/** Each AWS partition with the regions that are in it. */
const partitions = new Map([
  ['aws', /^(?!cn-|us-gov-|us-iso|eusc-)/],
  ['aws-us-gov', /^us-gov-/],
  ['aws-cn', /^cn-/],
]);

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** @throws Unreadable saying what the ARN names instead of a WAFv2 IP set, or what is wrong with it. */
export function parseIpSetArn(arn: string): IpSetRef {
  const refuse = (why: string): never => {
    throw new Unreadable(`${shown(arn)} ${why}`);
  };
  const [prefix, partition = '', service = '', region = '', account = '', ...rest] = arn.split(':');
  const resource = rest.join(':');
  if (prefix !== 'arn' || resource === '') return refuse(`is not an ARN; an IP set's looks like ${example}`);
  const regions = partitions.get(partition);
  if (regions === undefined)
    return refuse(`names the partition ${shown(partition)}; known are ${[...partitions.keys()].join(', ')}`);
  if (service !== 'wafv2') return refuse(whyNotService(service, resource));
  if (!/^[a-z]{2,}(-[a-z]+)+-\d+$/.test(region))
    return refuse(`has no region such as eu-west-2 in its fourth part`);
  if (!regions.test(region))
    return refuse(`has the region ${region}, which is not in the partition ${partition}`);
  if (!/^\d{12}$/.test(account)) return refuse('has no account of twelve digits in its fifth part');

  const [scope = '', kind = '', name = '', id = '', ...more] = resource.split('/');
  if (scope !== 'regional' && scope !== 'global')
    return refuse(`has the scope ${shown(scope)}; it must be regional, or global for CloudFront`);
  if (scope === 'global' && region !== 'us-east-1')
    return refuse(`is for CloudFront, and CloudFront's IP sets are all in us-east-1, not in ${region}`);
  if (kind === 'webacl')
    return refuse(`is a web ACL; name the IP set that its rule refers to, whose ARN looks like ${example}`);
  if (kind !== 'ipset') return refuse(`is not an IP set, whose ARN looks like ${example}`);
  if (!/^[\w-]{1,128}$/.test(name)) return refuse('has no IP set name of 1 to 128 letters, digits, - and _');
  if (!uuid.test(id) || more.length > 0)
    return refuse("does not end in the IP set's id, such as a1b2c3d4-0001-4000-8000-000000000001");
  return {
    kind: 'ip-set',
    arn,
    account,
    region,
    scope: scope === 'global' ? 'CLOUDFRONT' : 'REGIONAL',
    name,
    id,
  };
}

function whyNotService(service: string, resource: string): string {
  if (service === 'ec2' && resource.startsWith('security-group/'))
    return 'is a security group; security groups as targets are not built yet';
  if (service === 'ec2' && resource.startsWith('prefix-list/'))
    return 'is a prefix list; prefix lists as targets are not built yet';
  if (service === 'waf' || service === 'waf-regional')
    return `belongs to WAF Classic, which AWS has retired; move to WAFv2, whose IP sets look like ${example}`;
  return `names something of the service ${shown(service)}; a target is a WAFv2 IP set, such as ${example}`;
}
