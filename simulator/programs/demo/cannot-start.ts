/** There is nothing to show; the message is one sentence for who typed the command. */
export class CannotStart extends Error {
  override name = 'CannotStart';

  constructor(
    /** 1: something outside failed. 2: the command or a file that it names is wrong. */
    readonly exitCode: 1 | 2,
    message: string,
  ) {
    super(message);
  }
}
