/** Estates at the edges of what deploy/ makes of one: each has to package into a template that is as good. */
const ipSet = (name, index) => ({
  arn: `arn:aws:wafv2:eu-west-2:111122223333:regional/ipset/${name}/a1b2c3d4-0001-4000-8000-${String(index).padStart(12, '0')}`,
});
const ec2 = (kind, start, index) =>
  `arn:aws:ec2:eu-west-2:111122223333:${kind}/${start}-${String(index).padStart(17, '0')}`;
/** Security groups in one target, and as many prefix lists. */
const spread = (first, count) => {
  const indices = Array.from({ length: count }, (_, i) => first + i);
  return [
    { spreadOver: indices.map((i) => ec2('security-group', 'sg', i)), ports: [443, '8000-8100'] },
    ...indices.map((i) => ({ arn: ec2('prefix-list', 'pl', i), resize: i % 2 === 0 })),
  ];
};
const flush = { cron: '0 6 * * ? *', timezone: 'UTC' };
const feed = { services: ['CLOUDFRONT'] };
const alerts = { email: ['platform@example.com'] };

const leased = (index, more = {}) => ({ leases: {}, targets: [ipSet('developers', index)], ...more });
const userPools = ['a', 'b'].map((id) => ({
  arn: `arn:aws:cognito-idp:eu-west-2:111122223333:userpool/eu-west-2_${id}`,
  groups: { developers: { join: ['developers'], administer: ['developers'] } },
}));
const domain = {
  name: 'doors.example.com',
  certificate: 'arn:aws:acm:eu-west-2:111122223333:certificate/a1b2c3d4-0001-4000-8000-000000000001',
};
const allowFrom = ['203.0.113.0/24', '2001:db8::/32'];

export const estates = {
  'tokens-only': {
    alerts,
    access: { auth: ['cognito'], userPools, accessLogs: 'off' },
    lists: { developers: leased(1) },
  },
  'both-auths': {
    alerts,
    access: {
      auth: ['iam', 'cognito'],
      scopes: ['doorlist/join'],
      userPools,
      allowFrom,
      cloudTrail: true,
      accessLogs: 'account',
    },
    lists: {
      developers: leased(1, { flush, foreign: { grace: '1h' } }),
      many: { flush, targets: Array.from({ length: 60 }, (_, i) => ipSet(`many-${i}`, 100 + i)) },
      followed: { feed, leases: {}, targets: [ipSet('followed', 2)] },
    },
  },
  'mutual-tls': {
    alerts,
    access: { allowFrom, domain: { ...domain, truststore: 's3://my-bucket/truststore.pem' } },
    lists: { developers: leased(1) },
  },
  'usage-plan': {
    alerts,
    access: { domain, usagePlan: { rate: 10, burst: 20, perDay: 1000 }, auditDays: 3653 },
    lists: { developers: leased(1) },
  },

  'no-feed': { alerts, lists: { developers: { flush, targets: [ipSet('developers', 1)] } } },
  'no-flush': { alerts, lists: { cloudfront: { feed, targets: [ipSet('cloudfront', 1)] } } },
  'by-hand-only': { alerts, lists: { developers: { flush: {}, targets: [ipSet('developers', 1)] } } },
  '300-ip-sets': {
    alerts,
    lists: {
      'a-b': {
        flush,
        targets: Array.from({ length: 300 }, (_, index) => ipSet(`developers-${index}`, index)),
      },
      ab: { flush, feed, targets: [ipSet('both', 300)] },
    },
  },
  '100-groups': {
    alerts,
    lists: Object.fromEntries(
      Array.from({ length: 20 }, (_, i) => [
        `origin-${i}`,
        { flush, feed: { services: ['EC2'] }, targets: spread(5 * i, 5) },
      ]),
    ),
  },
};
