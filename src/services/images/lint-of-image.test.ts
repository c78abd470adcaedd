import { eq } from "drizzle-orm";
import { beforeEach, expect, it } from "vitest";

import {
  bindings,
  makePerson,
  ORIGIN,
  type Person,
  testContext,
} from "../../../test/support/worker/signed-in.ts";
import { addImage } from "../../../test/support/worker/stored-image.ts";
import { createApp } from "../../app.ts";
import type { AppContext } from "../../context.ts";
import { setCrop } from "../../db/images.ts";
import { images } from "../../db/schema.ts";
import type { PictureFacts } from "../../images/lint/facts.ts";
import { storeFacts } from "../../images/lint/stored-facts.ts";
import { createLogger } from "../../log.ts";

const FACTS: PictureFacts = {
  version: 1,
  kind: "avatar",
  moving: false,
  gps: true,
  matteChosen: false,
  seeThrough: 0,
  matte: "#ffffff",
  places: [
    {
      platform: "bluesky",
      width: 1_000,
      height: 1_000,
      mask: "circle",
      cutWidth: 640,
      enlarged: 1.563,
      larger: { x: 0, y: 0, width: 0.5, height: 1, rotation: 0 },
      detail: 0.8,
      small: 0.9,
      edgeLike: { light: 0, dark: 0 },
      flattened: false,
      kept: 0.9,
      best: null,
      corners: 0.1,
      views: [],
      clear: null,
    },
  ],
};

let app: AppContext;
let person: Person;
let id: string;

async function lintOf(): Promise<unknown> {
  const hono = createApp({ log: createLogger({}, () => {}) });
  const answer = await hono.request(
    `${ORIGIN}/api/v1/images/${id}`,
    { headers: { cookie: person.cookie } },
    bindings,
  );
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { lint: unknown }).lint;
}

async function store(lint: string | null): Promise<void> {
  await app.db.update(images).set({ status: "ready", lint }).where(eq(images.id, id));
}

beforeEach(async () => {
  app = testContext();
  person = await makePerson(app);
  id = await addImage(app, person.userId, "original");
});

it("serves what was found, warnings first, with the fix", async () => {
  await store(storeFacts(FACTS, 1));
  expect(await lintOf()).toEqual([
    {
      code: "too_small",
      severity: "warning",
      platforms: ["bluesky"],
      message:
        "Bluesky wants 1000 × 1000 pixels and the cut is 640 wide: it is enlarged 1.6 times and looks soft. A larger cut would be sharp.",
      fix: {
        kind: "crop",
        platforms: ["bluesky"],
        crop: { x: 0, y: 0, width: 0.5, height: 1, rotation: 0 },
      },
    },
    {
      code: "metadata_removed",
      severity: "note",
      platforms: ["bluesky"],
      message: "Your place was in the file. It goes nowhere.",
      fix: null,
    },
  ]);
});

it("has nothing to say before a picture is rendered, or while another crop of it is", async () => {
  expect(await lintOf()).toEqual([]);
  await store(storeFacts(FACTS, 1));
  await setCrop(app.db, { userId: person.userId, id, crop: null, now: app.now() });
  expect(await lintOf()).toEqual([]);
  // Finished by a renderer that measured nothing: the old figures are of another crop.
  await app.db.update(images).set({ status: "ready" });
  expect(await lintOf()).toEqual([]);
});

it("passes over figures of another measure", async () => {
  await store(JSON.stringify({ ...FACTS, version: 0, cropVersion: 1 }));
  expect(await lintOf()).toEqual([]);
});
