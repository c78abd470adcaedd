import { createRoute } from "@hono/zod-openapi";
import * as z from "zod";

import { InvalidInputError } from "../../errors.ts";
import { readUpload } from "../../http/read-upload.ts";
import { requireSession } from "../../middleware/require-session.ts";
import { MAX_ALT_TEXT_CHARS } from "../../limits.ts";
import { SLOTS } from "../../platforms/platform.ts";
import { acceptUpload } from "../../services/images/accept-upload.ts";
import { changeImage } from "../../services/images/change-image.ts";
import { deleteImage } from "../../services/images/delete-image.ts";
import { getImage } from "../../services/images/get-image.ts";
import { cropSchema, imageResource, matteSchema } from "../../services/images/image-resource.ts";
import { listImages } from "../../services/images/list-images.ts";
import { setDefault } from "../../services/images/set-default.ts";
import { jsonOnly } from "../../middleware/json-only.ts";
import { readUploadFields } from "../upload-fields.ts";
import { createRouter, problemResponses, signedIn } from "./create-api.ts";
import { pageOf, pageQuery, readCursor, toPage } from "./paging.ts";

const idParam = z.object({ id: z.string() });
const image = { "application/json": { schema: imageResource } };
const common = { tags: ["Images"], security: signedIn, middleware: requireSession };

const uploadRoute = createRoute({
  ...common,
  method: "post",
  path: "/",
  // Described here and not validated by the router: the body is counted while it is read.
  requestBody: {
    required: true,
    content: {
      "multipart/form-data": {
        schema: {
          type: "object",
          required: ["file", "kind"],
          properties: {
            file: { type: "string", format: "binary" },
            kind: { type: "string", enum: [...SLOTS] },
            crop: {
              type: "string",
              description: "A Crop as JSON; without it the picture is cut from its centre.",
            },
            alt_text: { type: "string", maxLength: MAX_ALT_TEXT_CHARS },
            replaces: {
              type: "string",
              description:
                "Id of a picture of the same kind whose place this one takes in every look once it is ready. Its description is taken over unless alt_text is given.",
            },
          },
        },
      },
    },
  },
  operationId: "uploadImage",
  summary: "Upload a picture or banner",
  description:
    "Multipart: `file` (JPEG, PNG, WebP or GIF, 16 MB at most; of a moving picture the first frame), `kind`, optional `crop` (JSON), `alt_text` and `replaces`.",
  responses: {
    201: { description: "Stored; its files are being rendered", content: image },
    ...problemResponses(400, 401, 408, 409, 413, 415, 422, 429),
  },
});

const listRoute = createRoute({
  ...common,
  method: "get",
  path: "/",
  operationId: "listImages",
  summary: "All pictures, newest first",
  request: { query: pageQuery },
  responses: {
    200: {
      description: "A page",
      content: { "application/json": { schema: pageOf(imageResource, "ImagePage") } },
    },
    ...problemResponses(401, 422),
  },
});

const readRoute = createRoute({
  ...common,
  method: "get",
  path: "/{id}",
  operationId: "readImage",
  summary: "One picture with its rendered files",
  request: { params: idParam },
  responses: { 200: { description: "The picture", content: image }, ...problemResponses(401, 404) },
});

/** Far above the longest description, so that its own rule says what is wrong. */
const MAX_ALT_TEXT_UNITS = 4 * MAX_ALT_TEXT_CHARS;

const changeBody = z
  .strictObject({
    crop: cropSchema.nullable().optional(),
    /** Merged with those there are; null takes a platform's away. */
    crop_overrides: z.record(z.string(), cropSchema.nullable()).optional(),
    matte: matteSchema.nullable().optional(),
    alt_text: z.string().max(MAX_ALT_TEXT_UNITS).nullable().optional(),
  })
  .meta({ id: "ImageChange" });

const changeRoute = createRoute({
  ...common,
  method: "patch",
  path: "/{id}",
  operationId: "changeImage",
  summary: "Change crop, crops of single platforms, matte or description",
  middleware: [requireSession, jsonOnly] as const,
  request: {
    params: idParam,
    body: { content: { "application/json": { schema: changeBody } }, required: true },
  },
  responses: {
    200: { description: "The picture", content: image },
    ...problemResponses(401, 404, 415, 422, 429),
  },
});

const deleteRoute = createRoute({
  ...common,
  method: "delete",
  path: "/{id}",
  operationId: "deleteImage",
  summary: "Delete a picture and its files",
  request: { params: idParam, query: z.strictObject({ force: z.enum(["true", "false"]).default("false") }) },
  responses: { 204: { description: "Deleted" }, ...problemResponses(401, 404, 409) },
});

const defaultRoute = createRoute({
  ...common,
  method: "put",
  path: "/{id}/default",
  operationId: "setDefaultImage",
  summary: "Make it the current look's picture",
  request: { params: idParam },
  responses: { 200: { description: "The picture", content: image }, ...problemResponses(401, 404, 409) },
});

/** `/api/v1/images`. */
export function createImageRoutes() {
  return createRouter()
    .openapi(uploadRoute, async (c) => {
      const fields = await readUploadFields(await readUpload(c.req.raw));
      if (fields.kind === null) {
        const detail = `kind must be one of ${SLOTS.join(", ")}.`;
        throw new InvalidInputError("kind_missing", detail, [{ pointer: "/kind", code: "invalid", detail }]);
      }
      const made = await acceptUpload(c.get("app"), c.get("session").userId, {
        ...fields,
        kind: fields.kind,
      });
      return c.json(made, 201, { Location: `/api/v1/images/${made.id}` });
    })
    .openapi(listRoute, async (c) => {
      const { limit, cursor } = c.req.valid("query");
      const page = { limit: limit + 1, after: readCursor(cursor) };
      const cut = toPage(await listImages(c.get("app"), c.get("session").userId, page), limit, c.req.url);
      return c.json(cut.page, 200, cut.link === null ? {} : { Link: cut.link });
    })
    .openapi(readRoute, async (c) =>
      c.json(await getImage(c.get("app"), c.get("session").userId, c.req.valid("param").id), 200),
    )
    .openapi(changeRoute, async (c) => {
      const { crop, crop_overrides: cropOverrides, matte, alt_text: altText } = c.req.valid("json");
      const change = {
        ...(crop === undefined ? {} : { crop }),
        ...(cropOverrides === undefined ? {} : { cropOverrides }),
        ...(matte === undefined ? {} : { matte }),
        ...(altText === undefined ? {} : { altText }),
      };
      const { id } = c.req.valid("param");
      return c.json(await changeImage(c.get("app"), c.get("session").userId, id, change), 200);
    })
    .openapi(deleteRoute, async (c) => {
      const force = c.req.valid("query").force === "true";
      await deleteImage(c.get("app"), c.get("session").userId, c.req.valid("param").id, { force });
      return c.body(null, 204);
    })
    .openapi(defaultRoute, async (c) =>
      c.json(await setDefault(c.get("app"), c.get("session").userId, c.req.valid("param").id), 200),
    );
}
