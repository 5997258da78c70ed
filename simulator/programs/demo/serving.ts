import { serve, type Serving } from '../serve.js';
import { banner, servingDocument } from '../serve/banner.js';
import { eventLine } from '../serve/events.js';
import { untilSignal } from '../serve/until-signal.js';
import { CannotStart } from './cannot-start.js';
import { givenEstate } from './given-estate.js';
import { givenFeed } from './given-feed.js';
import type { Options } from './options.js';
import type { Palette } from './layout.js';

/** `npm start -- --serve`: until a signal. @throws CannotStart */
export async function keepServing(
  { estate: file, feed: named, json, port, as: sourceIp }: Options,
  palette: Palette,
  print: (lines: readonly string[]) => void,
): Promise<void> {
  const ended = untilSignal();
  const feed = await givenFeed(named);
  const { estate } = givenEstate(file, Date.now());
  const serving = await started(() => serve({ estate, feed, port, sourceIp }), port);
  const given = { file, sourceIp };
  print(json ? [JSON.stringify(servingDocument(serving, given))] : banner(serving, given, palette));
  serving.world.record.listen((event) => {
    const line = json ? undefined : eventLine(event, serving.estate);
    if (line !== undefined) print([line]);
  });
  await ended;
  await serving.close();
}

async function started(start: () => Promise<Serving>, port: number): Promise<Serving> {
  try {
    return await start();
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE' || code === 'EACCES')
      throw new CannotStart(1, `Port ${port} of 127.0.0.1 cannot be had (${code}); name another, or none.`);
    throw error;
  }
}
