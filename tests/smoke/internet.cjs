/**
 * Preloaded into the packaged handler's process: ip-ranges.amazonaws.com is the desk's web server there. Everything
 * above fetch is what Lambda runs.
 */
const { fetch } = globalThis;
globalThis.fetch = (url, init) =>
  fetch(String(url).replace('https://ip-ranges.amazonaws.com', process.env.AWS_ENDPOINT_URL), init);
