import { anything, listOf, oneOf, optional, text, wholeNumber } from '../protocols/shape.js';

const name = text({ pattern: /^[\w-]+$/, max: 128 });
const scope = oneOf('REGIONAL', 'CLOUDFRONT');
const uuid = text({ pattern: /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/, max: 36 });
const description = optional(text({ pattern: /^[\w+=:#@/\-,.][\w+=:#@/\-,.\s]+[\w+=:#@/\-,.]$/, max: 256 }));
const addresses = listOf(text({ max: 50 }));

/** The IP-set operations' input as the service model of 2026 has it (botocore, wafv2 2019-07-29). */
export const ipSetShapes = {
  create: {
    Name: name,
    Scope: scope,
    Description: description,
    IPAddressVersion: oneOf('IPV4', 'IPV6'),
    Addresses: addresses,
    Tags: optional(anything),
  },
  get: { Name: name, Scope: scope, Id: uuid },
  update: {
    Name: name,
    Scope: scope,
    Id: uuid,
    Description: description,
    Addresses: addresses,
    LockToken: uuid,
  },
  list: { Scope: scope, NextMarker: optional(text({ max: 256 })), Limit: optional(wholeNumber(1, 100)) },
  delete: { Name: name, Scope: scope, Id: uuid, LockToken: uuid },
};
