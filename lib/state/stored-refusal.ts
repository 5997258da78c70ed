import * as z from 'zod/mini';
import type { Remedy } from '../plan/capacity.js';
import type { Refusal, ToldBefore } from '../plan/refusals.js';
import { count, network } from './rows/row.js';

const names = z.array(z.string());
const networks = z.array(network);

const takesRoom = {
  lists: z.exactOptional(
    z.array(
      z.object({
        list: z.string(),
        rules: count,
        unknown: z.exactOptional(z.literal(true)),
        enough: z.exactOptional(z.literal(true)),
        smaller: z.exactOptional(count),
      }),
    ),
  ),
  assumed: z.exactOptional(z.object({ quota: count, unread: z.enum(['forbidden', 'unanswered']) })),
};

const remedy: z.ZodMiniType<Remedy> = z.union([
  z.object({ grain: z.literal('whole'), room: z.number(), lacking: count }),
  z.object({
    grain: z.literal('version'),
    room: z.number(),
    needed: count,
    way: z.literal('divide'),
    most: count,
  }),
  z.object({ grain: z.literal('version'), room: z.number(), needed: count, way: z.literal('resize') }),
  z.object({
    grain: z.literal('version'),
    room: z.number(),
    needed: count,
    way: z.literal('referring-groups'),
    growable: z.number(),
    ...takesRoom,
  }),
  z.object({
    grain: z.literal('rule'),
    groups: count,
    room: z.number(),
    lacking: count,
    moreGroups: z.exactOptional(count),
    largerQuota: z.exactOptional(count),
    ...takesRoom,
    full: z.exactOptional(names),
    most: count,
  }),
]);

const shareReason = z.enum(['coverage-lost', 'entries-lost']);

/** A refusal as the table keeps it. */
export const storedRefusal: z.ZodMiniType<Refusal> = z.union([
  z.object({
    reason: z.literal('unknown-name'),
    names: z.array(
      z.object({ kind: z.enum(['service', 'region', 'border group']), name: z.string(), near: names }),
    ),
  }),
  z.object({ reason: z.literal('future-file'), syncToken: z.number(), now: z.number() }),
  z.object({ reason: z.literal('older-file') }),
  z.object({ reason: z.literal('emptied'), list: z.string(), syncToken: z.number() }),
  z.object({ reason: z.literal('emptied'), fed: count }),
  z.object({
    reason: z.literal('capacity'),
    wanted: count,
    foreign: count,
    portRanges: count,
    fits: z.boolean(),
    remedy,
    leftOut: z.exactOptional(networks),
    stuck: z.exactOptional(z.literal(true)),
  }),
  z.object({
    reason: z.literal('occupied'),
    entries: count,
    some: networks,
    everyPort: z.boolean(),
    undescribed: z.exactOptional(z.literal(true)),
    leftOut: z.exactOptional(networks),
  }),
  z.object({
    reason: shareReason,
    coverageLost: z.number(),
    gone: count,
    ours: count,
    limit: z.number(),
  }),
  z.object({ reason: shareReason, earlier: count }),
  z.object({ reason: z.literal('first-flush'), entries: count }),
]);

/** The sentence that an older version kept, once it has been read. */
const storedText = z.object({
  reason: z.literal('text'),
  text: z.string(),
  leftOut: z.exactOptional(networks),
});

export const toldBefore: z.ZodMiniType<ToldBefore> = z.union([storedRefusal, storedText]);
