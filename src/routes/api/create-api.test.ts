import { createRoute } from "@hono/zod-openapi";
import * as z from "zod";
import { beforeEach, describe, expect, it } from "vitest";

import { type AccountsApp, createAccountsApp, ORIGIN } from "../../../test/support/worker/accounts-app.ts";
import { imageResource } from "../../services/images/image-resource.ts";
import { createApi, createRouter, problemResponses } from "./create-api.ts";

interface Document {
  openapi: string;
  servers: { url: string }[];
  paths: Record<
    string,
    Record<string, { responses: Record<string, { content: Record<string, { schema: unknown }> }> }>
  >;
  components: { schemas: Record<string, { additionalProperties?: boolean }> };
}

let t: AccountsApp;

beforeEach(() => {
  t = createAccountsApp();
});

describe("the OpenAPI document", () => {
  it("is 3.1 with complete paths, named components and the common problems", async () => {
    const document = (await (await t.request("/api/v1/openapi.json")).json()) as Document;
    expect(document.openapi).toBe("3.1.0");
    expect(document.servers).toEqual([{ url: ORIGIN }]);
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(["/api/v1/auth/login", "/api/v1/auth/sessions/{id}", "/api/v1/me"]),
    );
    const { schemas } = document.components;
    expect(Object.keys(schemas)).toEqual(
      expect.arrayContaining(["Me", "Problem", "RegisterRequest", "SignInRequest"]),
    );
    expect(schemas["RegisterRequest"]?.additionalProperties).toBe(false);
    const problem = document.paths["/api/v1/auth/login"]?.["post"]?.responses["401"];
    expect(problem?.content["application/problem+json"]?.schema).toEqual({
      $ref: "#/components/schemas/Problem",
    });
  });

  it("names schemas that are plain zod with an id, nested ones too", () => {
    const api = createApi();
    const images = createRouter();
    images.openapi(
      createRoute({
        method: "get",
        path: "/{id}",
        request: { params: z.object({ id: z.string() }) },
        responses: {
          200: { description: "It", content: { "application/json": { schema: imageResource } } },
          ...problemResponses(404),
        },
      }),
      () => {
        throw new Error("never called");
      },
    );
    api.route("/images", images);
    const document = api.getOpenAPI31Document({ openapi: "3.1.0", info: { title: "t", version: "1" } });
    expect(Object.keys(document.components?.schemas ?? {})).toEqual(
      expect.arrayContaining(["Image", "ImageVariant", "Crop", "Problem"]),
    );
    expect(Object.keys(document.paths ?? {})).toEqual(["/api/v1/images/{id}"]);
  });
});

describe("reading", () => {
  it("gives an ETag and answers 304 to whoever has it", async () => {
    const first = await t.request("/api/v1/openapi.json");
    const etag = first.headers.get("etag") ?? "";
    expect(etag).toMatch(/^"[0-9a-f]{32}"$/);
    const again = await t.request("/api/v1/openapi.json", {
      headers: { "if-none-match": `"other", W/${etag}` },
    });
    expect([again.status, await again.text(), again.headers.get("etag")]).toEqual([304, "", etag]);
    expect(again.headers.get("x-content-type-options")).toBe("nosniff");
    expect(
      (await t.request("/api/v1/openapi.json", { headers: { "if-none-match": '"other"' } })).status,
    ).toBe(200);
  });
});
