/** The file is no history that can be replayed; the message is one sentence for whoever named it. */
export class BadHistory extends Error {
  override name = 'BadHistory';
}
