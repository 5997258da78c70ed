/** Estates at the edges of what deploy/ makes of one: each has to package into a template that is as good. */
const ipSet = (name, index) => ({
  arn: `arn:aws:wafv2:eu-west-2:111122223333:regional/ipset/${name}/a1b2c3d4-0001-4000-8000-${String(index).padStart(12, '0')}`,
});
const flush = { cron: '0 6 * * ? *', timezone: 'UTC' };
const feed = { services: ['CLOUDFRONT'] };
const alerts = { email: ['platform@example.com'] };

export const estates = {
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
};
