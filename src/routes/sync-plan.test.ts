import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";

import { allStores } from "../../test/support/worker/all-stores.ts";
import { makePng } from "../../test/support/worker/make-png.ts";
import { createPlanWorld, type PlanWorld, renderAnew } from "../../test/support/worker/planned-person.ts";
import { makePerson } from "../../test/support/worker/signed-in.ts";
import { userPlatforms } from "../db/schema.ts";
import { createLogger } from "../log.ts";

let w: PlanWorld;
let fetched: string[];
let answer: () => Response;
beforeEach(async () => {
  fetched = [];
  answer = () => new Response(null, { status: 404 });
  const fetch = (url: string | URL) => {
    fetched.push(String(url));
    return Promise.resolve(answer());
  };
  w = await createPlanWorld({ ports: { fetch, now: () => 0, log: createLogger({}, () => {}) } });
});

function hidden(html: string, name: string): string | null {
  return new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? null;
}

function shownLink(html: string): string {
  return /src="(\/syncs\/plan\/shown\/[^"]+)"/.exec(html)?.[1] ?? "";
}

describe("the page of a plan", () => {
  it("is offered beside the button that puts everything at once", async () => {
    const html = await (await w.page("GET", "/")).text();
    expect(html).toMatch(/<button[^>]*formaction="\/syncs\/plan"[^>]*>\s*Check first/);
  });

  it("shows before and after and what it comes to, and leaves no trace", async () => {
    const before = await allStores();
    const page = await w.page("POST", "/syncs/plan");
    expect(page.status).toBe(200);
    const html = await page.text();
    expect(html).toContain("2 pictures would change");
    expect(html).toContain("Nothing has been sent.");
    expect(html).toContain("400 × 400 pixels, JPEG, 2 KB");
    expect(html).toContain("The picture X shows now");
    // What a platform shows comes through us: the page loads nothing from elsewhere.
    expect(html).not.toContain("p.example");
    expect(hidden(html, "plan_hash")).toMatch(/^[0-9a-f]{64}\./);
    expect([await allStores(), fetched, w.calls]).toEqual([before, [], ["observe"]]);
  });

  it("approves exactly what it shows, chosen accounts included", async () => {
    const chosen = ["connections", w.connections.x] as const;
    const html = await (await w.page("POST", "/syncs/plan", [chosen])).text();
    expect(html).toContain("1 picture would change");
    expect(hidden(html, "connections")).toBe(w.connections.x);
    const approval = [chosen, ["plan_hash", hidden(html, "plan_hash") ?? ""]] as const;
    const run = await w.page("POST", "/syncs", approval);
    expect(run.status).toBe(303);
    expect(run.headers.get("location")).toMatch(/^\/syncs\/syn_/);
    expect(w.calls.filter((call) => call === "wake")).toHaveLength(1);
  });

  it("comes back new, with what changed, when the approved one no longer holds", async () => {
    const html = await (await w.page("POST", "/syncs/plan")).text();
    const hash = hidden(html, "plan_hash") ?? "";
    await renderAnew(w.t.app, "x", "0");
    const before = await allStores();
    const refused = await w.page("POST", "/syncs", [["plan_hash", hash]]);
    expect(refused.status).toBe(409);
    const again = await refused.text();
    expect(again).toContain("The picture for X was cut or rendered anew.");
    expect(hidden(again, "plan_hash")).not.toBe(hash);
    expect(await allStores()).toEqual(before);
    expect(w.calls).not.toContain("wake");
  });

  it("names what is left out, and says so when nothing is left", async () => {
    const pause = (id: string) =>
      w.t.app.db.update(userPlatforms).set({ status: "paused" }).where(eq(userPlatforms.id, id));
    await pause(w.connections.x);
    expect(await (await w.page("POST", "/syncs/plan")).text()).toContain("It is paused.");
    await pause(w.connections.mastodon);
    const none = await w.page("POST", "/syncs/plan");
    expect(none.status).toBe(422);
    expect(await none.text()).toContain("is paused. Go on with one of them first.");
  });

  it("refuses a form that is none of ours", async () => {
    expect((await w.page("POST", "/syncs/plan", [["slots", "hat"]])).status).toBe(422);
    expect((await w.page("POST", "/syncs", [["plan_hash", "<b>"]])).status).toBe(422);
    expect(w.calls).toEqual([]);
  });
});

describe("what a platform showed when the plan was made", () => {
  it("comes through us, typed by its bytes, from the address the platform named", async () => {
    const rows = Array.from({ length: 64 }, () => new Uint8Array(64 * 3));
    const png = await makePng({ width: 64, height: 64, bitDepth: 8, colour: 2, rows });
    answer = () => new Response(png, { headers: { "content-type": "text/html" } });
    const link = shownLink(await (await w.page("POST", "/syncs/plan")).text());
    const picture = await w.page("GET", link);
    expect([picture.status, picture.headers.get("content-type")]).toEqual([200, "image/png"]);
    expect(picture.headers.get("content-security-policy")).toContain("sandbox");
    expect(fetched).toEqual(["https://p.example/before.jpg"]);
  });

  it("is nobody else's, cannot be made up, and ends", async () => {
    const link = shownLink(await (await w.page("POST", "/syncs/plan")).text());
    const eve = await makePerson(w.t.app);
    const asEve = await w.t.request(link, { headers: { cookie: eve.cookie } });
    const madeUp = await w.page("GET", `${link.slice(0, -2)}AA`);
    w.t.clock.now += 16 * 60_000;
    const late = await w.page("GET", link);
    expect([asEve.status, madeUp.status, late.status, fetched]).toEqual([404, 404, 404, []]);
  });
});
