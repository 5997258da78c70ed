import { ipSetArn } from './account.js';

/** The estate of most tests: a list of people and a list of the feed. */
export const developersV4 = ipSetArn('developers-v4', 1);
export const developersV6 = ipSetArn('developers-v6', 2);
export const edgeV4 = ipSetArn('edge-v4', 3);

export const estateText = `
alerts: { email: [platform@example.com] }
lists:
  developers:
    flush: { cron: '0 6,18 * * ? *' }
    pins:
      - { cidr: 81.2.69.0/24, note: Office VPN }
      - { cidr: 2a02:c7d::/48, note: Office VPN }
    targets: [{ arn: '${developersV4}' }, { arn: '${developersV6}' }]
  edge:
    feed: { services: [CLOUDFRONT] }
    targets: [{ arn: '${edgeV4}' }]
`;
