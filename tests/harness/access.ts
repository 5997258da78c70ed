import type { Access } from '../../lib/estate/estate.js';

/** What an estate says of its access API where a test says nothing else. */
export const access: Access = {
  iam: true,
  wait: 8_000,
  throttle: { rate: 100, burst: 600 },
  allowFrom: [],
  auditDays: 365,
  accessLogs: 'off',
  cloudTrail: false,
};
