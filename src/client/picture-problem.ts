/** A picture that cannot be used or sent, with a sentence for the person. `again` offers to send the same file once more. */
export class PictureProblem extends Error {
  readonly again: boolean;

  constructor(message: string, again = false) {
    super(message);
    this.again = again;
  }
}
