import { parseGroupArn, parseTargetArn } from '../../lib/estate/values/target-arn.js';

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
    expect(parseTargetArn(arn)).toStrictEqual({
      kind: 'ip-set',
      key: arn,
      arn,
      account: '111122223333',
      region,
      scope,
      name: 'dev_v4-1',
      id,
    });
  });
});

describe.each([
  ['security-group', 'security-groups', 'sg'],
  ['prefix-list', 'prefix-list', 'pl'],
])('a %s', (type, kind, start) => {
  it.each([
    ['aws', 'eu-west-2', '0123456789abcdef0'],
    ['aws', 'eu-west-2', '0a1b2c3d'],
    ['aws-us-gov', 'us-gov-west-1', '0123456789abcdef0'],
  ])('is named in %s, %s by the id %s', (partition, region, digits) => {
    const arn = `arn:${partition}:ec2:${region}:111122223333:${type}/${start}-${digits}`;
    const read = { kind, arn, account: '111122223333', region, id: `${start}-${digits}` };
    expect(parseTargetArn(arn)).toStrictEqual(read);
  });

  it.each([
    [''],
    ['/'],
    [`/${start}-`],
    [`/${start}-0a1b2c3`],
    [`/${start}-0a1b2c3d4`],
    [`/${start}-0A1B2C3D`],
    [`/${start}-0123456789abcdefg`],
    [`/${start}-0123456789abcdef01`],
    ['/xx-0a1b2c3d'],
    [`/${start}-0a1b2c3d/more`],
    [`/${start}-0a1b2c3d\n`],
    [`/${start}-…`],
  ])('does not end in %j', (end) => {
    expect(() => parseTargetArn(`arn:aws:ec2:eu-west-2:111122223333:${type}${end}`)).toThrow(
      `does not end in a ${type.replace('-', ' ')}'s id, ${start}- and 8 or 17 of the digits 0-9 and a-f, such as arn:aws:ec2:eu-west-2:111122223333:${type}/${start}-`,
    );
  });
});

describe('among groups', () => {
  it.each([
    [`arn:aws:wafv2:eu-west-2:111122223333:regional/ipset/n/${id}`, 'is an IP set, and only security groups'],
    [
      'arn:aws:ec2:eu-west-2:111122223333:prefix-list/pl-0a1b2c3d',
      'is a prefix list, and only security groups can stand here, such as arn:',
    ],
    ['arn:aws:s3:::bucket', 'names something of the service "s3"'],
  ])('%s has no place', (arn, why) => {
    expect(() => parseGroupArn(arn)).toThrow(why);
  });
});

describe('not a target', () => {
  it.each([
    ['developers-v4', "is not an ARN; a target's looks like arn:aws:ec2:"],
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
      'sg-0123456789abcdef0',
      'is only an id; write the whole ARN, arn:aws:ec2:REGION:ACCOUNT:security-group/sg-0123456789abcdef0',
    ],
    ['pl-0a1b2c3d', 'is only an id; write the whole ARN, arn:aws:ec2:REGION:ACCOUNT:prefix-list/pl-0a1b2c3d'],
    ['arn:aws:ec2:eu-west-2:aws:prefix-list/pl-0a1b2c3d', "is a prefix list of AWS's own"],
    ['arn:aws:ec2:eu-west-2:aws:security-group/sg-0a1b2c3d', 'has no account of twelve digits'],
    [
      'arn:aws:ec2:eu-west-2:111122223333:security-group-rule/sgr-0a1b2c3d',
      'is one rule of a security group; name the group',
    ],
    ['arn:aws:ec2:cn-north-1:111122223333:security-group/sg-0a1b2c3d', 'not in the partition aws'],
    ['arn:aws:ec2::111122223333:prefix-list/pl-0a1b2c3d', 'has no region'],
    ['arn:aws:ec2:eu-west-2:111122223333:instance/i-1', 'names the "instance" of EC2; a target is'],
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
    expect(() => parseTargetArn(arn)).toThrow(why);
  });
});
