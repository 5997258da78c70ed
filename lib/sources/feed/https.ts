import type { Transport } from './download.js';

/** The Internet, as Node speaks to it: certificates verified, redirects left to the caller, bytes as they come. */
export const httpsTransport: Transport = async ({ url, signal }) => {
  const response = await fetch(url, {
    signal,
    redirect: 'manual',
    headers: { 'accept-encoding': 'identity' },
  });
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: response.body ?? none(),
  };
};

async function* none(): AsyncGenerator<Uint8Array> {}
