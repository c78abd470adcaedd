import { describe, expect, it } from "vitest";

import {
  bindings,
  makePerson,
  ORIGIN,
  type Person,
  testContext,
} from "../../../test/support/worker/signed-in.ts";
import { addImage, addVariant } from "../../../test/support/worker/stored-image.ts";
import { createApp } from "../../app.ts";
import type { AppContext } from "../../context.ts";
import { insertSync } from "../../db/syncs.ts";
import { createLogger } from "../../log.ts";
import { newId } from "../../new-id.ts";

const NOW = Date.UTC(2026, 10, 22, 12);

interface Page {
  readonly data: { readonly id: string; readonly created_at: string; readonly variants?: unknown[] }[];
  readonly next_cursor: string | null;
  readonly has_more: boolean;
}

const hono = createApp({ log: createLogger({}, () => {}), now: () => NOW });

function get(person: Person, url: string): Promise<Response> {
  return Promise.resolve(hono.request(url, { headers: { cookie: person.cookie } }, bindings));
}

/** Follows the `Link` headers to the end. */
async function readAll(person: Person, path: string): Promise<Page["data"][]> {
  const pages: Page["data"][] = [];
  let url: string | undefined = `${ORIGIN}${path}`;
  while (url !== undefined) {
    const answer = await get(person, url);
    expect(answer.status).toBe(200);
    const page = (await answer.json()) as Page;
    pages.push(page.data);
    url = /^<([^>]+)>; rel="next"$/.exec(answer.headers.get("link") ?? "")?.[1];
    expect(page.has_more).toBe(url !== undefined);
    expect(page.next_cursor).toBe(url === undefined ? null : new URL(url).searchParams.get("cursor"));
    expect(page.next_cursor ?? "c1_").toMatch(/^c1_/);
  }
  return pages;
}

async function times(count: number, run: (at: number) => Promise<unknown>): Promise<void> {
  await Promise.all(Array.from({ length: count }, (_, at) => run(at)));
}

async function addRun(app: AppContext, userId: string): Promise<string> {
  const id = newId("syn");
  const now = app.now();
  await insertSync(app.db, { id, userId, state: "finished", createdAt: now, updatedAt: now }, []);
  return id;
}

describe("lists", () => {
  it.each([
    ["/api/v1/images", (app: AppContext, userId: string, at: number) => addImage(app, userId, `${at}`)],
    ["/api/v1/syncs", addRun],
  ])("%s gives every item once, newest first, also where times are equal", async (path, add) => {
    const clock = { now: NOW };
    const app = testContext({ now: () => clock.now });
    const person = await makePerson(app);
    const made: { id: string; at: number }[] = [];
    for (const at of [NOW - 1, NOW, NOW, NOW, NOW, NOW, NOW + 1]) {
      clock.now = at;
      made.push({ id: await add(app, person.userId, made.length), at });
    }
    clock.now = NOW;
    await add(app, (await makePerson(app)).userId, 99);

    const pages = await readAll(person, `${path}?limit=2`);
    expect(pages.map((page) => page.length)).toEqual([2, 2, 2, 1]);
    expect(pages.flat().map((item) => Date.parse(item.created_at))).toEqual(
      made.map(({ at }) => at).toReversed(),
    );
    const ids = pages.flat().map((item) => item.id);
    expect(ids.toSorted()).toEqual(made.map(({ id }) => id).toSorted());
  });

  it("takes 120 pictures by the hundred, each with its files", { timeout: 30_000 }, async () => {
    const app = testContext({ now: () => NOW });
    const person = await makePerson(app);
    await times(120, async (at) => {
      const imageId = await addImage(app, person.userId, `${at}`);
      await addVariant(app, { ...person, imageId, cropVersion: 1, platform: "x", sha256: `file-${at}` });
    });
    const pages = await readAll(person, "/api/v1/images?limit=100");
    expect(pages.map((page) => page.length)).toEqual([100, 20]);
    expect(new Set(pages.flat().map((item) => item.variants?.length))).toEqual(new Set([1]));
  });

  it("takes 120 runs by the hundred", async () => {
    const app = testContext({ now: () => NOW });
    const person = await makePerson(app);
    await times(120, () => addRun(app, person.userId));
    const pages = await readAll(person, "/api/v1/syncs?limit=100");
    expect(pages.map((page) => page.length)).toEqual([100, 20]);
  });

  it.each([["", "c1_", "c1_mabcdef", "c1_mabcdef_", "c2_mabcdef_img_1", "c1_mabcdef_img_1'", "c1_-1_img_1"]])(
    "answer 422 for a cursor that is not ours",
    async (...cursors) => {
      const person = await makePerson(testContext());
      for (const path of ["/api/v1/images", "/api/v1/syncs"]) {
        for (const cursor of cursors) {
          const answer = await get(person, `${ORIGIN}${path}?cursor=${encodeURIComponent(cursor)}`);
          const problem = (await answer.json()) as { code?: string };
          expect({ path, cursor, status: answer.status, code: problem.code }).toEqual({
            path,
            cursor,
            status: 422,
            code: "bad_cursor",
          });
        }
      }
    },
  );
});
