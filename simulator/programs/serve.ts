import type { Estate } from '../../lib/estate/estate.js';
import { realClock } from '../world/clock.js';
import { deploy, type MakeAccess } from '../world/deployed.js';
import { serve as serveAws } from '../world/http.js';
import { createRecord } from '../world/record.js';
import { createChoices } from './demo/day/choices.js';
import { plantedFor } from './demo/day/planted.js';
import { targetsOf } from './demo/day/targets.js';
import type { GivenFile } from './demo/day/versions.js';
import { serveApi } from './serve/api-server.js';
import { openEstate } from './serve/open-estate.js';
import { peopleOf, type People } from './serve/people.js';
import { createWorld, type World } from '../world/world.js';

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
  /** Of the simulated AWS, for AWS_ENDPOINT_URL. */
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
