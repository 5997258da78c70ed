import { parseIpSetArn } from '../../lib/estate/ip-set-arn.js';

const id = 'a1b2c3d4-0001-4000-8000-000000000001';

describe('an IP set', () => {
  it.each([
    [`arn:aws:wafv2:eu-west-2:111122223333:regional/ipset/dev_v4-1/${id}`, 'eu-west-2', 'REGIONAL'],
    [`arn:aws:wafv2:us-east-1:111122223333:global/ipset/dev_v4-1/${id}`, 'us-east-1', 'CLOUDFRONT'],
    [`arn:aws:wafv2:us-east-1:111122223333:regional/ipset/dev_v4-1/${id}`, 'us-east-1', 'REGIONAL'],
    [
      `arn:aws-us-gov:wafv2:us-gov-west-1:111122223333:regional/ipset/dev_v4-1/${id}`,
      'us-gov-west-1',
      'REGIONAL',
    ],
    [`arn:aws-cn:wafv2:cn-north-1:111122223333:regional/ipset/dev_v4-1/${id}`, 'cn-north-1', 'REGIONAL'],
  ])('is named by %s', (arn, region, scope) => {
    expect(parseIpSetArn(arn)).toStrictEqual({
      kind: 'ip-set',
      arn,
      account: '111122223333',
      region,
      scope,
      name: 'dev_v4-1',
      id,
    });
  });
});

describe('not an IP set', () => {
  it.each([
    ['developers-v4', 'is not an ARN; an IP set'],
    ['', 'is not an ARN'],
    ['arn:aws:wafv2:eu-west-2:111122223333', 'is not an ARN'],
    [` arn:aws:wafv2:eu-west-2:111122223333:regional/ipset/n/${id}`, 'is not an ARN'],
    [
      `arn:aws-eusc:wafv2:eusc-de-east-1:111122223333:regional/ipset/n/${id}`,
      'names the partition "aws-eusc"; known are aws, aws-us-gov, aws-cn',
    ],
    [`arn:aws:wafv2:cn-north-1:111122223333:regional/ipset/n/${id}`, 'which is not in the partition aws'],
    [`arn:aws:wafv2:us-gov-west-1:111122223333:regional/ipset/n/${id}`, 'which is not in the partition aws'],
    [
      `arn:aws-us-gov:wafv2:eu-west-2:111122223333:regional/ipset/n/${id}`,
      'which is not in the partition aws-us-gov',
    ],
    [
      `arn:aws-cn:wafv2:eu-west-2:111122223333:regional/ipset/n/${id}`,
      'which is not in the partition aws-cn',
    ],
    [
      'arn:aws:ec2:eu-west-2:111122223333:security-group/sg-1',
      'security groups as targets are not built yet',
    ],
    ['arn:aws:ec2:eu-west-2:111122223333:prefix-list/pl-1', 'prefix lists as targets are not built yet'],
    ['arn:aws:ec2:eu-west-2:111122223333:instance/i-1', 'names something of the service "ec2"'],
    [`arn:aws:waf::111122223333:ipset/${id}`, 'belongs to WAF Classic'],
    [`arn:aws:waf-regional:eu-west-2:111122223333:ipset/${id}`, 'belongs to WAF Classic'],
    ['arn:aws:lambda:eu-west-2:111122223333:function:f', 'names something of the service "lambda"'],
    [
      `arn:aws:wafv2:eu-west-2:111122223333:regional/webacl/n/${id}`,
      'is a web ACL; name the IP set that its rule refers to',
    ],
    [`arn:aws:wafv2:eu-west-2:111122223333:regional/regexpatternset/n/${id}`, 'is not an IP set'],
    [`arn:aws:wafv2::111122223333:regional/ipset/n/${id}`, 'has no region'],
    [`arn:aws:wafv2:London:111122223333:regional/ipset/n/${id}`, 'has no region'],
    [`arn:aws:wafv2:eu-west-2:ACCOUNT:regional/ipset/n/${id}`, 'has no account of twelve digits'],
    [`arn:aws:wafv2:eu-west-2:11112222333:regional/ipset/n/${id}`, 'has no account of twelve digits'],
    [
      `arn:aws:wafv2:eu-west-2:111122223333:ipset/n/${id}`,
      'has the scope "ipset"; it must be regional, or global for CloudFront',
    ],
    [`arn:aws:wafv2:eu-west-2:111122223333:global/ipset/n/${id}`, 'are all in us-east-1, not in eu-west-2'],
    [`arn:aws:wafv2:eu-west-2:111122223333:regional/ipset/a b/${id}`, 'has no IP set name'],
    [`arn:aws:wafv2:eu-west-2:111122223333:regional/ipset//${id}`, 'has no IP set name'],
    [`arn:aws:wafv2:eu-west-2:111122223333:regional/ipset/${'n'.repeat(129)}/${id}`, 'has no IP set name'],
    ['arn:aws:wafv2:eu-west-2:111122223333:regional/ipset/n', "does not end in the IP set's id"],
    ['arn:aws:wafv2:eu-west-2:111122223333:regional/ipset/n/…', "does not end in the IP set's id"],
    [`arn:aws:wafv2:eu-west-2:111122223333:regional/ipset/n/${id}/more`, "does not end in the IP set's id"],
    [`arn:aws:wafv2:eu-west-2:111122223333:regional/ipset/n/${id}\n`, "does not end in the IP set's id"],
  ])('is named by %j', (arn, why) => {
    expect(() => parseIpSetArn(arn)).toThrow(why);
  });
});
