import type { AppContext } from "../../context.ts";
import { findImage, type ImageRow } from "../../db/images.ts";
import { InvalidInputError } from "../../errors.ts";
import type { Slot } from "../../platforms/platform.ts";

const WORDS: Readonly<Record<Slot, string>> = { avatar: "picture", banner: "banner" };

/** The picture that one of this kind is to replace. Throws 422 when it is not the person's, or of the other kind. */
export async function findReplaced(
  app: AppContext,
  userId: string,
  kind: Slot,
  id: string,
): Promise<ImageRow> {
  const refuse = (code: string, detail: string) =>
    new InvalidInputError(code, detail, [{ pointer: "/replaces", code, detail }]);
  const image = await findImage(app.db, userId, id);
  if (image === null) {
    throw refuse(
      "replaced_unknown",
      `You have no picture ${id.slice(0, 64)} to replace. Choose one of yours.`,
    );
  }
  if (image.kind !== kind) {
    const [there, here] = [WORDS[image.kind], WORDS[kind]];
    throw refuse(
      "replaced_kind",
      `What you want to replace is a ${there}, and this is sent as a ${here}. Send it as a ${there}.`,
    );
  }
  return image;
}
