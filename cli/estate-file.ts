import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { loadEstate, type LoadedEstate } from '../lib/estate/stage-files.js';
import type { Context } from './surroundings.js';

/**
 * The estate of the stage: the file that --config or DOORLIST_CONFIG names, or doorlist.yml of this folder, or the
 * clone's, which is the one that is deployed. Says so where the stage was named and has no file of its own.
 *
 * @throws EstateMistakes
 */
export function estateOf({ options, env, root, now, tell }: Context): LoadedEstate {
  const name = 'doorlist.yml';
  const config =
    options.config ?? (env['DOORLIST_CONFIG'] || (existsSync(name) ? name : relative('', join(root, name))));
  const loaded = loadEstate({ config, stage: options.stage, now: now() });
  const { shared: note } = loaded;
  if (note !== undefined) tell({ event: 'note', note }, (paint) => paint('yellow', `note: ${note}`));
  return loaded;
}
