import type { Context } from '../surroundings.js';

const names = ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy', 'HTTP_PROXY', 'http_proxy'];

/** What somebody has to know whose other programs come from another address than this one does. */
export function proxyNote({ env }: Pick<Context, 'env'>, addresses: readonly string[]): string[] {
  const name = names.find((each) => env[each]);
  return name === undefined
    ? []
    : [
        `${name} is set, but doorlist does not use it: the API saw ${addresses.join(' and ')}. What goes through the proxy comes from the proxy's address, which is not let in.`,
      ];
}
