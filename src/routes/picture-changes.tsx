import { type Context, Hono } from "hono";

import { InvalidInputError } from "../errors.ts";
import { requireSession, type SignedInEnv } from "../middleware/require-session.ts";
import { changeImage, type ImageChange } from "../services/images/change-image.ts";
import { getImage } from "../services/images/get-image.ts";
import { type ImageResource, matteSchema } from "../services/images/image-resource.ts";
import type { PlatformFacts } from "../views/platform-facts.ts";
import { readCropForm } from "./crop-form.ts";
import { formAgain, formProblem, readFields } from "./form-problem.ts";
import { ALL_PLATFORMS } from "./page-props.ts";
import { picturePage, targetOf } from "./picture-page.tsx";

type Fields = Readonly<Record<string, string>>;

/** What a form asks for; null changes nothing. */
type Wish = ImageChange | null;

/** The forms of `/pictures/:id`: its cuts, the colour behind it, fixes, its description. */
export const pictureChangesRoutes = new Hono<SignedInEnv>()
  .use("/pictures/*", requireSession)
  .post("/pictures/:id/crop", (c) => changed(c, "cut", readCut))
  .post("/pictures/:id/reset", (c) => changed(c, "shared", readReset))
  .post("/pictures/:id/matte", (c) => changed(c, "matte", readMatte))
  .post("/pictures/:id/fix", (c) => changed(c, "fixed", readFix))
  .post("/pictures/:id/description", (c) => changed(c, "described", readDescription));

/** One change, then the page again: with its notice, or with the sentence of the refusal under its status. */
async function changed(
  c: Context<SignedInEnv>,
  notice: string,
  read: (fields: Fields, image: ImageResource) => Wish,
): Promise<Response> {
  const { userId } = c.get("session");
  const image = await getImage(c.get("app"), userId, c.req.param("id") ?? "");
  const fields = await readFields(c);
  const target = targetOf(fields["platform"]);
  try {
    const change = read(fields, image);
    if (change !== null) await changeImage(c.get("app"), userId, image.id, change);
  } catch (thrown) {
    const error = formProblem(thrown);
    const typed = fields["alt_text"] === undefined ? image : { ...image, alt_text: fields["alt_text"] };
    return formAgain(c, error, await picturePage(c, typed, error.message, target));
  }
  const back = new URLSearchParams(target === null || notice !== "cut" ? {} : { for: target.id });
  back.set("notice", notice);
  return c.redirect(`/pictures/${image.id}?${back.toString()}`, 303);
}

function readCut(fields: Fields, image: ImageResource): Wish {
  const target = readPlatform(fields);
  const crop = readCropForm(fields, image, target);
  if (crop === undefined) return null;
  return target === null ? { crop } : { cropOverrides: { [target.id]: crop } };
}

function readReset(fields: Fields): Wish {
  const target = readPlatform(fields);
  return target === null ? null : { cropOverrides: { [target.id]: null } };
}

/** One of the ready colours, by its button, or the one of the field. */
function readMatte(fields: Fields): Wish {
  const matte = matteSchema.safeParse(fields["preset"] ?? fields["matte"]);
  if (matte.success) return { matte: matte.data };
  throw new InvalidInputError(
    "invalid_matte",
    "A colour is # and six of 0 to 9 and a to f. Choose one again.",
  );
}

/** What was found is looked up again: the page may be old, and what to do is the server's to say. */
function readFix(fields: Fields, image: ImageResource): Wish {
  const found = image.lint.find(
    ({ code, platforms }) => code === fields["code"] && platforms.join(" ") === fields["platforms"],
  );
  const fix = found?.fix ?? null;
  if (fix === null) {
    throw new InvalidInputError(
      "nothing_to_fix",
      "This is no longer so: the picture has changed since. See below what there is now.",
    );
  }
  if (fix.kind === "matte") return { matte: fix.matte };
  const everywhere = ALL_PLATFORMS.every(({ id }) => fix.platforms.includes(id));
  if (everywhere) return { crop: fix.crop };
  return { cropOverrides: Object.fromEntries(fix.platforms.map((id) => [id, fix.crop])) };
}

function readDescription(fields: Fields): Wish {
  const altText = fields["alt_text"]?.trim() ?? "";
  return { altText: altText === "" ? null : altText };
}

/** Null when the form names none. Throws 422 for one that is not there. */
function readPlatform({ platform }: Fields): PlatformFacts | null {
  if (platform === undefined) return null;
  const found = targetOf(platform);
  if (found === null) throw new InvalidInputError("unknown_platform", "There is no such platform here.");
  return found;
}
