import { Hono, type Context } from "hono";

import { MAX_UPLOAD_BYTES } from "../limits.ts";
import { InvalidInputError } from "../errors.ts";
import { readUpload } from "../http/read-upload.ts";
import { requireSession, type SignedInEnv } from "../middleware/require-session.ts";
import { acceptUpload } from "../services/images/accept-upload.ts";
import { deleteImage } from "../services/images/delete-image.ts";
import { getImage } from "../services/images/get-image.ts";
import { getOriginal } from "../services/images/get-original.ts";
import type { ImageResource } from "../services/images/image-resource.ts";
import { listImages } from "../services/images/list-images.ts";
import { setDefault } from "../services/images/set-default.ts";
import { renderDocument } from "../views/document.ts";
import { ConfirmPage } from "../views/pages/confirm-page.tsx";
import { PicturesPage } from "../views/pages/pictures.tsx";
import { formAgain, formProblem } from "./form-problem.ts";
import { viewerOf } from "./page-props.ts";
import { picturePage } from "./picture-page.tsx";
import { readUploadFields } from "./upload-fields.ts";

const NOTICES: Readonly<Record<string, string>> = {
  current: "That one is current now. Put it everywhere from your home page.",
  deleted: "Deleted, with every file cut from it.",
};

/** `/pictures`: upload, list, look at, choose, delete. What changes one is in `picture-changes.tsx`. */
export const picturesRoutes = new Hono<SignedInEnv>()
  .use("/pictures", requireSession)
  .use("/pictures/*", requireSession)
  .get("/pictures", async (c) => c.html(renderDocument(await listPage(c, null))))
  .post("/pictures", async (c) => {
    try {
      const fields = await readUploadFields(await readUpload(c.req.raw));
      if (fields.kind === null)
        throw new InvalidInputError("kind_missing", "Say whether it is a picture or a banner.");
      const image = await acceptUpload(c.get("app"), c.get("session").userId, {
        ...fields,
        kind: fields.kind,
      });
      return c.redirect(`/pictures/${image.id}?notice=uploaded`, 303);
    } catch (thrown) {
      const error = formProblem(thrown);
      const kind = c.req.query("kind") === "banner" ? "banner" : "avatar";
      return formAgain(c, error, await listPage(c, { kind, message: error.message }));
    }
  })
  .get("/pictures/:id", async (c) => {
    const image = await getImage(c.get("app"), c.get("session").userId, c.req.param("id"));
    return c.html(renderDocument(await picturePage(c, image, null)));
  })
  .get("/pictures/:id/original", async (c) => {
    const original = await getOriginal(c.get("app"), c.get("session").userId, c.req.param("id"));
    return c.body(original.bytes, 200, {
      "content-type": original.contentType,
      // A name of ours: the one the file came with is not kept.
      "content-disposition": `inline; filename="original.${original.contentType.replace("image/", "")}"`,
      "content-security-policy": "default-src 'none'; sandbox",
    });
  })
  .post("/pictures/:id/current", async (c) => {
    await setDefault(c.get("app"), c.get("session").userId, c.req.param("id"));
    return c.redirect("/pictures?notice=current", 303);
  })
  .get("/pictures/:id/delete", async (c) => {
    const image = await getImage(c.get("app"), c.get("session").userId, c.req.param("id"));
    return c.html(renderDocument(deletePage(c, image)));
  })
  .post("/pictures/:id/delete", async (c) => {
    await deleteImage(c.get("app"), c.get("session").userId, c.req.param("id"), { force: true });
    return c.redirect("/pictures?notice=deleted", 303);
  });

async function listPage(
  c: Context<SignedInEnv>,
  problem: { kind: "avatar" | "banner"; message: string } | null,
) {
  const app = c.get("app");
  return (
    <PicturesPage
      viewer={viewerOf(c.get("session"))}
      images={await listImages(app, c.get("session").userId)}
      bounds={{ maxBytes: MAX_UPLOAD_BYTES }}
      now={app.now()}
      notice={noticeOf(c)}
      problem={problem}
    />
  );
}

function deletePage(c: Context<SignedInEnv>, image: ImageResource) {
  const word = image.kind === "avatar" ? "picture" : "banner";
  return (
    <ConfirmPage
      viewer={viewerOf(c.get("session"))}
      section="pictures"
      title={`Delete this ${word}?`}
      action={`/pictures/${image.id}/delete`}
      confirm={`Delete the ${word}`}
      cancelHref="/pictures"
      cancel="Keep it"
    >
      <p>The photo and every file cut from it go for good. Platforms that show it now keep showing it.</p>
      {image.is_current ? (
        <p>It is your current {word}: afterwards you have none until you choose another.</p>
      ) : null}
    </ConfirmPage>
  );
}

function noticeOf(c: Context<SignedInEnv>): string | null {
  return NOTICES[c.req.query("notice") ?? ""] ?? null;
}
