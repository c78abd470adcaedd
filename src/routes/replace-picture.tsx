import { type Context, Hono } from "hono";

import { readUpload } from "../http/read-upload.ts";
import { MAX_UPLOAD_BYTES } from "../limits.ts";
import { requireSession, type SignedInEnv } from "../middleware/require-session.ts";
import { acceptUpload } from "../services/images/accept-upload.ts";
import { getImage } from "../services/images/get-image.ts";
import type { ImageResource } from "../services/images/image-resource.ts";
import { renderDocument } from "../views/document.ts";
import { ReplacePicturePage } from "../views/pages/replace-picture.tsx";
import { formAgain, formProblem } from "./form-problem.ts";
import { viewerOf } from "./page-props.ts";
import { readUploadFields } from "./upload-fields.ts";

/** `/pictures/:id/replace`: a new picture in the place of one that is there. */
export const replacePictureRoutes = new Hono<SignedInEnv>()
  .use("/pictures/*", requireSession)
  .get("/pictures/:id/replace", async (c) => {
    const image = await getImage(c.get("app"), c.get("session").userId, c.req.param("id"));
    return c.html(renderDocument(replacePage(c, image, null)));
  })
  .post("/pictures/:id/replace", async (c) => {
    const { userId } = c.get("session");
    const image = await getImage(c.get("app"), userId, c.req.param("id"));
    try {
      const fields = await readUploadFields(await readUpload(c.req.raw));
      // The address and the picture say what the form need not.
      const made = await acceptUpload(c.get("app"), userId, {
        ...fields,
        kind: image.kind,
        replaces: image.id,
      });
      return c.redirect(`/pictures/${made.id}?notice=replaced`, 303);
    } catch (thrown) {
      const error = formProblem(thrown);
      return formAgain(c, error, replacePage(c, image, error.message));
    }
  });

function replacePage(c: Context<SignedInEnv>, image: ImageResource, problem: string | null) {
  return (
    <ReplacePicturePage
      viewer={viewerOf(c.get("session"))}
      image={image}
      bounds={{ maxBytes: MAX_UPLOAD_BYTES }}
      problem={problem}
    />
  );
}
