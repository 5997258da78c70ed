import type { Estate } from '../lib/estate.js';
import { realClock } from './clock.js';
import { deploy, type MakeAccess } from './deployed.js';
import { serve as serveAws } from './http.js';
import { createRecord } from './record.js';
import { createChoices } from './scenarios/day/choices.js';
import { plantedFor } from './scenarios/day/planted.js';
import { targetsOf } from './scenarios/day/targets.js';
import type { GivenFile } from './scenarios/day/versions.js';
import { serveApi } from './serve/api-server.js';
import { openEstate } from './serve/open-estate.js';
import { peopleOf, type People } from './serve/people.js';
import { createWorld, type World } from './world.js';

export interface ServeOptions {
  estate: Estate;
  feed: GivenFile;
  /** 0: any that is free. */
  port: number;
  /** Stands for this machine, since 127.0.0.1 is let in nowhere. */
  sourceIp: string;
  seed?: number;
  /** In place of the real function. */
  access?: MakeAccess;
}

export interface Serving {
  world: World;
  estate: Estate;
  /** Of the access API, for DOORLIST_URL. */
  url: string;
  /** Of AWS on the desk, for AWS_ENDPOINT_URL. */
  aws: string;
  people: People;
  close(): Promise<void>;
}

/** doorlist in real time on loopback, for clients in other processes: the access API, and AWS behind it. */
export async function serve(options: ServeOptions): Promise<Serving> {
  const { feed, port, sourceIp, seed = 1, access } = options;
  const estate = openEstate(options.estate);
  // What is kept of every event would grow for as long as somebody serves.
  const record = createRecord({ keep: false });
  const planted = plantedFor(estate, targetsOf(estate, createChoices(feed.file)));
  const { account } = estate;
  const world = await createWorld({
    start: Date.now(),
    clock: realClock(),
    seed,
    account,
    record,
    ...planted,
  });
  try {
    const { api } = deploy(world, estate, { warm: true, ...(access && { access }) });
    if (!api) throw new Error('the estate has no access');
    const people = await peopleOf(world, api, estate);
    const server = await serveApi(api.stage, { port, sourceIp });
    const aws = await serveAws(world);
    world.feed.publish(feed.bytes);
    if (estate.lists.some((list) => list.feed)) world.announceFeed();
    const close = async () => {
      await Promise.all([server.close(), aws.close()]);
      await world.stop();
    };
    return { world, estate, url: server.url, aws: aws.url, people, close };
  } catch (error) {
    await world.stop();
    throw error;
  }
}
