/**
 * Every GET route asked by a stranger and by a person whose every text is hostile, and the pages of administrators by one of
 * them: once for all tests that look at answers.
 */
import { images, looks, syncRequests, syncTargets, userPlatforms, users } from "../../../src/db/schema.ts";
import { createLogger } from "../../../src/log.ts";
import { type AccountsApp, createAccountsApp, START } from "./accounts-app.ts";
import { makeAdmin } from "./admin-person.ts";
import { allStores } from "./all-stores.ts";
import { type Belongings, everythingOf } from "./everything-of.ts";
import { bindings, makePerson, type Person } from "./signed-in.ts";

/** What somebody types into every field they can: markup, an end of an attribute, a script's end, a template, a style. */
export const HOSTILE = `<img src=x onerror=alert(1)>"'</script>\${7*7}{{7*7}}<b style=x>[b]**x**`;
/** Stands in every secret column; it must leave through no answer. */
export const CANARY = "canary-1f7a9c3b5d";

interface Answer {
  readonly who: "stranger" | "owner" | "administrator";
  readonly accept: "text/html" | "application/json";
  /** As registered, such as `/pictures/:id`. */
  readonly route: string;
  readonly path: string;
  readonly status: number;
  readonly headers: Headers;
  /** The body; `[picture]` for one, or for an archive of some. */
  readonly text: string;
}

interface Crawl {
  readonly answers: readonly Answer[];
  /** `allStores()` before the first request and after the last. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly ids: Belongings;
  readonly routes: readonly string[];
}

let crawled: Promise<Crawl> | null = null;

/** The crawl; the first caller pays for it. */
export function crawl(): Promise<Crawl> {
  crawled ??= run();
  return crawled;
}

/** Paths of every GET route, without the catch-alls of middleware. */
function getRoutes(t: AccountsApp): string[] {
  const paths = t.hono.routes.filter(({ method, path }) => method === "GET" && !path.includes("*"));
  return [...new Set(paths.map(({ path }) => path))].toSorted();
}

/** A route with ids of somebody filled in. */
function fillPath(route: string, ids: Belongings & { readonly user: string }, media: string): string {
  const own: Readonly<Record<string, string>> = {
    users: ids.user,
    images: ids.image,
    pictures: ids.image,
    connections: ids.connection,
    syncs: ids.sync,
    targets: ids.target,
    sessions: ids.session,
    identities: ids.identity,
    passkeys: ids.passkey,
    problems: "not_found",
    connect: "x",
  };
  return route.replaceAll(/([\w-]+)\/:(\w+)(\{[^}]*\})?/g, (_, collection: string, param: string) => {
    if (param === "file") return `${collection}/${media}`;
    if (param === "provider") return `${collection}/github`;
    return `${collection}/${own[collection] ?? ids.image}`;
  });
}

async function run(): Promise<Crawl> {
  const fetch = () => Promise.resolve(new Response(null, { status: 503 }));
  const log = createLogger({}, () => {});
  const t = createAccountsApp({ ports: { fetch, now: () => START, log } });
  const ada = await makePerson(t.app);
  const { ids, media } = await makeHostile(t, ada);
  const admin = await makeAdmin(t.app);
  const before = await allStores();
  const routes = getRoutes(t);
  const answers: Answer[] = [];
  for (const route of routes) {
    const visitors = {
      stranger: "",
      owner: ada.cookie,
      ...(isAdmin(route) ? { administrator: admin.cookie } : {}),
    };
    for (const [who, cookie] of Object.entries(visitors)) {
      for (const accept of acceptedBy(who, route)) {
        const path = fillPath(route, { ...ids, user: ada.userId }, media);
        const headers = { accept, origin: "https://evil.example", ...(cookie === "" ? {} : { cookie }) };
        answers.push({
          who: who as Answer["who"],
          accept,
          route,
          path,
          ...(await readAnswer(await t.request(path, { headers }))),
        });
      }
    }
  }
  return { answers, before, after: await allStores(), ids, routes };
}

/** The API speaks JSON whatever is asked for; pages differ only in what a stranger is told. */
function acceptedBy(who: string, route: string): readonly Answer["accept"][] {
  if (route.startsWith("/api/")) return ["application/json"];
  return who === "stranger" ? ["text/html", "application/json"] : ["text/html"];
}

function isAdmin(route: string): boolean {
  return route === "/admin" || route.startsWith("/admin/");
}

async function readAnswer(response: Response): Promise<Pick<Answer, "status" | "headers" | "text">> {
  const { status, headers } = response;
  const isPicture = /^(image\/|application\/zip$)/.test(headers.get("content-type") ?? "");
  if (isPicture) await response.body?.cancel();
  return { status, headers, text: isPicture ? "[picture]" : await response.text() };
}

async function makeHostile(t: AccountsApp, ada: Person): Promise<{ ids: Belongings; media: string }> {
  const { db } = t.app;
  const ids = await everythingOf(t.app, ada.userId, ada.sessionId, "ada");
  const at = { createdAt: START, updatedAt: START };
  await db.update(users).set({ firstName: HOSTILE, lastName: HOSTILE });
  await db.update(images).set({ altText: HOSTILE, status: "ready" });
  await db.insert(looks).values({
    id: "look_1",
    userId: ada.userId,
    kind: "current",
    name: HOSTILE,
    avatarImageId: ids.image,
    ...at,
  });
  await db.update(userPlatforms).set({
    handle: HOSTILE,
    accountId: HOSTILE,
    host: HOSTILE,
    profileUrl: `https://x.com/${HOSTILE}`,
    statusReason: HOSTILE,
    sealedGrant: CANARY,
  });
  // Finished: the stream of a running one goes on for a minute.
  await db.update(syncRequests).set({ state: "finished", finishedAt: START });
  await db.update(syncTargets).set({ handle: HOSTILE, state: "failed", reason: HOSTILE, imageId: ids.image });
  const { DB } = bindings;
  await DB.batch([
    DB.prepare("update sessions set user_agent = ?").bind(HOSTILE),
    DB.prepare("insert into password_credentials values (?, ?, 1)").bind(ada.userId, CANARY),
  ]);
  const variant = await DB.prepare("select media_id from image_variants").first<{ media_id: string }>();
  return { ids, media: `${variant?.media_id ?? "none"}.jpg` };
}
