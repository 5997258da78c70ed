import type { Estate, List } from '../lib/estate/estate.js';
import { hasPeople } from '../lib/triggers/triggers.js';

/** Where an estate goes: one stage of the service, which is one CloudFormation stack. */
export interface Deployment {
  service: string;
  stage: string;
}

export function listsWithFlush(estate: Estate): List[] {
  return estate.lists.filter((list) => list.flush);
}

export function listsWithLeases(estate: Estate): List[] {
  return estate.lists.filter((list) => list.leases);
}

/** Those that the flush function takes: it flushes and sweeps. */
export function listsWithPeople(estate: Estate): List[] {
  return estate.lists.filter(hasPeople);
}

export function listsWithFeed(estate: Estate): List[] {
  return estate.lists.filter((list) => list.feed);
}
