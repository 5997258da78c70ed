import { arn, complaints, ec2, people, pl, read } from '../harness/estate.js';

const developers = { leases: {}, targets: [{ arn: arn('people') }] };
const lists = { developers };
const parsed = (access: object, of: object = lists) => read(of, { access }).estate.access;
const warnings = (access: object, of: object = lists) => read(of, { access }).warnings;
const wrong = (access: unknown, of: object = lists) => complaints(of, { access });

const poolArn = (id = 'AbCdEf123', { region = 'eu-west-2', of = '999988887777', partition = 'aws' } = {}) =>
  `arn:${partition}:cognito-idp:${region}:${of}:userpool/${region}_${id}`;
const pool = (groups: object = { devs: { join: ['developers'] } }, ...id: Parameters<typeof poolArn>) => ({
  arn: poolArn(...id),
  groups,
});
const cognito = (...userPools: object[]) => ({ auth: ['cognito'], userPools });

describe('access', () => {
  it('is absent where the file does not have it', () => {
    expect(read({ people }).estate).not.toHaveProperty('access');
  });

  it('has a default for every key', () => {
    expect(parsed({})).toStrictEqual({
      iam: true,
      wait: 8000,
      throttle: { rate: 100, burst: 600 },
      allowFrom: [],
      auditDays: 365,
      accessLogs: 'role',
      cloudTrail: false,
    });
  });

  it('takes everything that the file says', () => {
    const certificate = 'arn:aws:acm:eu-west-2:111122223333:certificate/a1b2c3d4-0001-4000-8000-000000000001';
    const domain = { name: 'doors.example.com', certificate, truststore: 's3://my-bucket/a/truststore.pem' };
    const groups = {
      admins: { join: ['developers'], administer: ['developers'] },
      devs: { join: ['developers'] },
    };
    const access = {
      auth: ['cognito', 'iam'],
      scopes: ['doorlist/join', 'aws.cognito.signin.user.admin'],
      userPools: [pool(groups)],
      wait: '20s',
      throttle: { rate: 1 },
      usagePlan: { rate: 10, burst: 20, perDay: 1000 },
      allowFrom: ['203.0.113.0/24', '2001:DB8::/32'],
      domain,
      auditDays: 3653,
      accessLogs: 'off',
      cloudTrail: true,
    };
    expect(parsed(access)).toStrictEqual({
      iam: true,
      cognito: {
        scopes: ['doorlist/join', 'aws.cognito.signin.user.admin'],
        pools: [
          {
            arn: poolArn(),
            issuer: 'https://cognito-idp.eu-west-2.amazonaws.com/eu-west-2_AbCdEf123',
            groups: {
              admins: { join: ['developers'], administer: ['developers'] },
              devs: { join: ['developers'], administer: [] },
            },
          },
        ],
      },
      wait: 20_000,
      throttle: { rate: 1, burst: 600 },
      usagePlan: { rate: 10, burst: 20, perDay: 1000 },
      allowFrom: ['203.0.113.0/24', '2001:db8::/32'],
      domain,
      auditDays: 3653,
      accessLogs: 'off',
      cloudTrail: true,
    });
  });

  it('survives the round trip through JSON unchanged', () => {
    const access = parsed({ ...cognito(pool()), usagePlan: { rate: 1, burst: 1 } });
    expect(JSON.parse(JSON.stringify(access))).toStrictEqual(access);
  });

  it('is of those with tokens only, where it says so', () => {
    expect(parsed(cognito(pool()))).toMatchObject({ iam: false, cognito: { scopes: [] } });
  });

  it('takes user pools of other Regions and accounts, and groups of one name in two of them', () => {
    const access = cognito(pool(), pool(undefined, 'x', { region: 'us-east-1', of: '123456789012' }));
    expect(parsed(access)?.cognito?.pools.map(({ issuer }) => issuer)).toEqual([
      'https://cognito-idp.eu-west-2.amazonaws.com/eu-west-2_AbCdEf123',
      'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_x',
    ]);
  });
});

describe('a mistake about access', () => {
  it('is a list with leases that nobody can reach, told once', () => {
    const others = { ...developers, targets: [{ arn: arn('others') }] };
    expect(complaints({ developers, others })).toEqual([
      'lists.developers.leases: nobody could let themselves in, since the file does not say who may call; add access: { auth: [iam] } at the top level, or take leases out',
    ]);
  });

  it('is an API without a list', () => {
    expect(wrong({}, { people })).toEqual([
      'access: no list grants leases; give one leases: {}, or take access out',
    ]);
  });

  const certificate = 'arn:aws:acm:eu-west-2:111122223333:certificate/x';
  const domain = (more: object) => ({ domain: { name: 'doors.example.com', certificate, ...more } });
  it.each<[string, unknown, string]>([
    ['null', null, 'access: is empty; it must be a mapping such as {"auth":["iam"]}, or else take it out'],
    [
      'an unknown key',
      { scope: ['x'], auth: ['iam', 'cognito'], userPools: [pool()] },
      'access.scope: "scope" is not a key here; allowed are auth, scopes, userPools, wait, throttle, usagePlan, allowFrom, domain, auditDays, accessLogs, cloudTrail; did you mean scopes?',
    ],
    ['nobody', { auth: [] }, 'access.auth: is empty; name iam, cognito or both'],
    [
      'somebody unknown',
      { auth: ['iam', 'cogito'] },
      'access.auth[1]: must be iam or cognito, and is "cogito"; did you mean cognito?',
    ],
    ['somebody twice', { auth: ['iam', 'iam'] }, 'access.auth[1]: is there twice; keep one'],
    [
      'somebody without brackets',
      { auth: 'iam' },
      'access.auth: must be a list such as ["iam"], and is "iam"; put it in brackets',
    ],
    [
      'cognito without user pools',
      { auth: ['cognito'] },
      'access.auth: cognito needs userPools, which say whose tokens are taken; add them, or take cognito out',
    ],
    [
      'user pools without cognito',
      { userPools: [pool()] },
      "access.userPools: userPools is about callers with a user pool's token; add cognito to auth, or take userPools out",
    ],
    [
      'scopes without cognito',
      { auth: ['iam'], scopes: ['x'] },
      "access.scopes: scopes is about callers with a user pool's token; add cognito to auth, or take scopes out",
    ],
    [
      'no scope',
      { ...cognito(pool()), scopes: [] },
      'access.scopes: is empty; give at least one, or take the key out',
    ],
    [
      'two scopes in one text',
      { ...cognito(pool()), scopes: ['a b'] },
      'access.scopes[0]: must be a scope of a token, such as doorlist/join',
    ],
    [
      'no user pool',
      cognito(),
      'access.userPools: is empty; name at least one user pool, or take cognito out of auth',
    ],
    ['a minute', { wait: '1m' }, 'access.wait: "1m" is not a time to wait; write seconds, from 1s to 20s'],
    [
      'longer than API Gateway waits',
      { wait: '21s' },
      'access.wait: "21s" is not a time to wait; write seconds, from 1s to 20s',
    ],
    ['no time', { wait: '0s' }, 'access.wait: "0s" is not a time to wait; write seconds, from 1s to 20s'],
    [
      'seconds without unit',
      { wait: 8 },
      'access.wait: must be a text such as "8s", and is 8; put what stands in the file in quotes',
    ],
    ['no request', { throttle: { rate: 0 } }, 'access.throttle.rate: must be a whole number from 1 to 10000'],
    [
      'more than an account takes',
      { throttle: { rate: 10_001 } },
      'access.throttle.rate: must be a whole number from 1 to 10000',
    ],
    [
      'more at once than an account takes',
      { throttle: { burst: 5001 } },
      'access.throttle.burst: must be a whole number from 1 to 5000',
    ],
    [
      'a plan without its burst',
      { usagePlan: { rate: 1 } },
      'access.usagePlan.burst: is missing; it must be a number',
    ],
    [
      'nothing a day',
      { usagePlan: { rate: 1, burst: 1, perDay: 0 } },
      'access.usagePlan.perDay: must be a whole number from 1 to 1000000000',
    ],
    [
      'nowhere',
      { allowFrom: [] },
      'access.allowFrom: is empty, which would let nobody call; name a network, or take the key out',
    ],
    [
      'everywhere',
      { allowFrom: ['0.0.0.0/0'] },
      'access.allowFrom[0]: "0.0.0.0/0" is the whole Internet, which AWS WAF refuses and an allow-list never means',
    ],
    [
      'an address without prefix',
      { allowFrom: ['8.8.8.8'] },
      'access.allowFrom[0]: "8.8.8.8" has no prefix length; for the one address write 8.8.8.8/32',
    ],
    [
      'a retention that CloudWatch does not know',
      { auditDays: 360 },
      'access.auditDays: must be a retention that CloudWatch Logs knows, and is 360; the nearest is 180 or 365',
    ],
    [
      'a retention of no day',
      { auditDays: 0 },
      'access.auditDays: must be a retention that CloudWatch Logs knows, and is 0; the nearest is 1',
    ],
    [
      'eleven years',
      { auditDays: 4015 },
      'access.auditDays: must be a retention that CloudWatch Logs knows, and is 4015; the nearest is 3653',
    ],
    [
      'a retention in words',
      { auditDays: '365d' },
      'access.auditDays: must be a number such as 365, and is "365d"',
    ],
    [
      'logs that are no choice',
      { accessLogs: 'on' },
      'access.accessLogs: must be role or account or off, and is "on"',
    ],
    [
      'a domain with https',
      domain({ name: 'https://doors.example.com' }),
      'access.domain.name: "https://doors.example.com" is not a host name such as doors.example.com: lower-case labels with dots between them, no https:// and no path',
    ],
    [
      'a domain of one label',
      domain({ name: 'doors' }),
      'access.domain.name: "doors" is not a host name such as doors.example.com: lower-case labels with dots between them, no https:// and no path',
    ],
    [
      'a wildcard',
      domain({ name: '*.example.com' }),
      'access.domain.name: "*.example.com" is not a host name such as doors.example.com: lower-case labels with dots between them, no https:// and no path',
    ],
    [
      'a certificate of IAM',
      domain({ certificate: 'arn:aws:iam::111122223333:server-certificate/x' }),
      'access.domain.certificate: "arn:aws:iam::111122223333:server-certificate/x" is not a certificate of ACM, whose ARN looks like arn:aws:acm:eu-west-2:111122223333:certificate/a1b2c3d4-0001-4000-8000-000000000001',
    ],
    [
      'a certificate without id',
      domain({ certificate: 'arn:aws:acm:eu-west-2:111122223333:certificate/' }),
      'access.domain.certificate: "arn:aws:acm:eu-west-2:111122223333:certificate/" does not end in certificate/ and its id, such as arn:aws:acm:eu-west-2:111122223333:certificate/a1b2c3d4-0001-4000-8000-000000000001',
    ],
    [
      'a truststore that is no file in S3',
      domain({ truststore: 'https://my-bucket.s3.amazonaws.com/t.pem' }),
      'access.domain.truststore: "https://my-bucket.s3.amazonaws.com/t.pem" does not name a file of certificates in S3 (s3://BUCKET/KEY), such as s3://my-bucket/truststore.pem',
    ],
    [
      'a truststore that is a bucket',
      domain({ truststore: 's3://my-bucket/' }),
      'access.domain.truststore: "s3://my-bucket/" does not name a file of certificates in S3 (s3://BUCKET/KEY), such as s3://my-bucket/truststore.pem',
    ],
  ])('is %s', (_about, access, complaint) => {
    expect(wrong(access)).toEqual([complaint]);
  });

  it('is cloudTrail where there is no IP set', () => {
    expect(
      wrong({ cloudTrail: true }, { developers: { leases: {}, targets: [{ arn: ec2(pl(1)) }] } }),
    ).toEqual([
      'access.cloudTrail: cloudTrail is about IP sets of lists with a flush or leases, and there are none; take it out',
    ]);
  });
});

describe('a mistake about user pools', () => {
  it.each<[string, string, RegExp]>([
    [
      'an identity pool',
      'arn:aws:cognito-identity:eu-west-2:111122223333:identitypool/x',
      /is not a user pool of Cognito, whose ARN looks like arn:/,
    ],
    ['an id alone', 'eu-west-2_AbCdEf123', /is not an ARN; a user pool's looks like arn:/],
    [
      'another Region in the id',
      'arn:aws:cognito-idp:eu-west-2:111122223333:userpool/eu-west-1_Ab',
      /does not end in a user pool's id, which is its Region, _ and letters and digits/,
    ],
    ['a client of a pool', `${poolArn()}/client/x`, /does not end in a user pool's id/],
    [
      'another partition',
      poolArn('x', { region: 'us-gov-west-1', partition: 'aws-us-gov' }),
      /: is in the partition aws-us-gov, and the targets are in aws, where API Gateway takes no tokens of it; name a user pool of aws$/,
    ],
  ])('is %s', (_about, arn, complaint) => {
    expect(wrong(cognito({ ...pool(), arn }))).toEqual([expect.stringMatching(complaint)]);
  });

  it('is one pool twice, whatever account its ARN names', () => {
    expect(
      wrong(
        cognito(pool(), pool(), pool({ devs: { join: ['developers'] } }, undefined, { of: '123456789012' })),
      ),
    ).toEqual(
      [1, 2].map(
        (i) =>
          `access.userPools[${i}].arn: is the user pool of access.userPools[0].arn already; put all its groups there`,
      ),
    );
  });

  const others = { flush: {}, targets: [{ arn: arn('others') }] };
  it.each<[string, object, string]>([
    ['no group', {}, ': is empty; name at least one group and what its members may'],
    [
      'a group that may nothing',
      { devs: {} },
      '.devs: may do nothing; give it join or administer, or take it out',
    ],
    [
      'a group of no lists',
      { devs: { join: [], administer: [] } },
      '.devs: may do nothing; give it join or administer, or take it out',
    ],
    [
      'a group that may something unknown',
      { devs: { join: ['developers'], admin: [] } },
      '.devs.admin: "admin" is not a key here; allowed are join, administer',
    ],
    [
      'a group with a comma',
      { 'devs,admins': { join: ['developers'] } },
      '["devs,admins"]: "devs,admins" has a comma, with which API Gateway joins the groups of a token, so it could be taken for two groups; give the group another name',
    ],
    [
      'a group with a space',
      { 'all devs': { join: ['developers'] } },
      '["all devs"]: "all devs" is not the name of a group: 1 to 128 letters, digits, symbols and punctuation, without white space',
    ],
    [
      'a misspelt list',
      { devs: { join: ['developer'] } },
      '.devs.join[0]: "developer" is not a list that grants leases; those that do are developers; did you mean developers?',
    ],
    [
      'a list without leases',
      { devs: { administer: ['others'] } },
      '.devs.administer[0]: "others" is a list that grants no leases; give it leases: {}, or take it out here (those that do are developers)',
    ],
    [
      'a list twice',
      { devs: { join: ['developers', 'developers'] } },
      '.devs.join[1]: is there twice; keep one',
    ],
    [
      'one list without brackets',
      { devs: { join: 'developers' } },
      '.devs.join: must be a list such as ["developers"], and is "developers"; put it in brackets',
    ],
  ])('is %s', (_about, groups, complaint) => {
    expect(wrong(cognito(pool(groups)), { ...lists, others })).toEqual([
      `access.userPools[0].groups${complaint}`,
    ]);
  });

  it('is a group called __proto__, which would be lost', () => {
    const groups = JSON.parse('{"__proto__": {"join": ["developers"]}}') as object;
    expect(wrong(cognito(pool(groups)))).toEqual([
      expect.stringContaining('"__proto__" is not the name of a group'),
    ]);
  });
});

describe('a hint about access', () => {
  const at = 'doorlist.yml:1: ';

  it('is where calls may come from in one family only', () => {
    expect(warnings({ allowFrom: ['8.8.8.0/24'] })).toEqual([
      `${at}access.allowFrom: names no IPv6 network, so whoever reaches the API over IPv6 is refused; add theirs unless that is meant`,
    ]);
    expect(warnings({ allowFrom: ['8.8.8.0/24', '2606:4700::/32'] })).toEqual([]);
  });

  it('is a list that no group may join, unless callers may sign', () => {
    const access = { ...cognito(pool({ admins: { administer: ['developers'] } })) };
    expect(warnings(access)).toEqual([
      `${at}lists.developers.leases: no group may join developers, so nobody can let themselves in; name it in access.userPools`,
    ]);
    expect(warnings({ ...access, auth: ['iam', 'cognito'] })).toEqual([]);
  });

  const set = (name: string, more: object) => ({ leases: {}, targets: [{ arn: arn(name, more) }] });
  it.each<[string, object, RegExp[]]>([
    ['of one Region', lists, []],
    [
      'of two',
      { ...lists, far: set('far', { region: 'eu-west-1' }) },
      [/the IP sets are in eu-west-2, eu-west-1; mails/],
    ],
    [
      'of CloudFront',
      { far: set('far', { region: 'us-east-1', scope: 'global' }) },
      [/the IP sets are in us-east-1 \(CloudFront's are all in us-east-1\); mails/],
    ],
    [
      "of two, one of them the feed's",
      {
        ...lists,
        fed: { feed: { services: ['EC2'] }, targets: [{ arn: arn('fed', { region: 'eu-west-1' }) }] },
      },
      [],
    ],
  ])('is cloudTrail over IP sets %s', (_about, of, expected) => {
    expect(warnings({ cloudTrail: true }, of)).toEqual(
      expected.map((text): unknown => expect.stringMatching(text)),
    );
    expect(warnings({}, of)).toEqual([]);
  });
});
