import * as z from 'zod';

/** What the access API answers with (docs/access-api.md), as far as it is shown; more may come. */
const lease = z.looseObject({
  id: z.string(),
  network: z.string(),
  device: z.string().default(''),
  why: z.string().default(''),
  since: z.string(),
  until: z.string(),
  live: z.boolean().default(true),
  open: z.boolean().default(false),
});
const who = z.looseObject({ issuer: z.string(), subject: z.string(), name: z.string() });
const pin = z.looseObject({ cidr: z.string(), note: z.string().optional() });

const granted = { list: z.string(), address: z.string(), probe: z.string().optional() };
export const joinAnswer = z.discriminatedUnion('state', [
  z.looseObject({
    ...granted,
    state: z.enum(['in', 'accepted']),
    lease,
    renewed: z.boolean().default(false),
    capped: z.boolean().default(false),
  }),
  z.looseObject({ ...granted, state: z.literal('pinned'), pin }),
]);

export const endAnswer = z.looseObject({
  state: z.enum(['out', 'accepted']),
  list: z.string(),
  ended: z.array(lease).default([]),
});

export const own = z.looseObject({ list: z.string(), address: z.string(), leases: z.array(lease) });

export const everyones = z.looseObject({
  list: z.string(),
  leases: z.array(lease.extend({ who })),
});

export const me = z.looseObject({
  address: z.string(),
  who,
  lists: z.array(
    z.looseObject({
      name: z.string(),
      rights: z.array(z.string()).optional(),
      default: z.string().optional(),
      longest: z.string().optional(),
      families: z.array(z.enum(['IPV4', 'IPV6'])).default([]),
      pin: pin.optional(),
      leases: z.array(lease).default([]),
      probe: z.string().optional(),
    }),
  ),
});

export type ToldLease = z.infer<typeof lease>;
export type JoinAnswer = z.infer<typeof joinAnswer>;
/** Let in by a lease, rather than by a pin. */
export type LeaseAnswer = Extract<JoinAnswer, { lease: unknown }>;
export type EndAnswer = z.infer<typeof endAnswer>;
export type Me = z.infer<typeof me>;
