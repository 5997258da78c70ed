import type { Estate, List } from '../lib/estate.js';

/** Where an estate goes: one stage of the service, which is one CloudFormation stack. */
export interface Deployment {
  service: string;
  stage: string;
}

export function listsWithFlush(estate: Estate): List[] {
  return estate.lists.filter((list) => list.flush);
}

export function listsWithFeed(estate: Estate): List[] {
  return estate.lists.filter((list) => list.feed);
}
