import type { Span } from './span.js';

/** Days on which the real feed did what a guard, a hold or a quota has to deal with, each from the day before on. */
export const events: readonly (Required<Span> & { event: string })[] = [
  { event: 'fc01::/32 published by mistake', from: '2018-02-26', to: '2018-03-02' },
  { event: '252.0.0.0/10 published by mistake', from: '2020-08-10', to: '2020-08-14' },
  { event: 'me-central-1 removed in every service', from: '2021-02-21', to: '2021-02-24' },
  { event: 'the first CLOUDFRONT_ORIGIN_FACING', from: '2021-10-11', to: '2021-10-13' },
  { event: '92 % of the IPv6 health checks removed', from: '2023-10-17', to: '2023-10-21' },
  { event: 'CLOUDFRONT IPv6 re-cut, 14 selections emptied', from: '2024-05-28', to: '2024-05-31' },
  { event: 'AMAZON by 906 entries smaller', from: '2024-07-24', to: '2024-07-26' },
  { event: 'the burst of CLOUDFRONT_ORIGIN_FACING IPv6', from: '2025-07-08', to: '2025-07-11' },
  { event: '499 entries removed at once', from: '2025-07-29', to: '2025-08-01' },
  { event: 'CLOUDFRONT_ORIGIN_FACING IPv4 above 60 rules', from: '2025-10-27', to: '2025-10-29' },
];
