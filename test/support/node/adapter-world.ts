/** One adapter beside simulators in the same process: no network, one clock, and everything that was said along the way. */
import sharp from "sharp";

import { createSimulators } from "../../../simulators/create-simulators.ts";
import { simulatedHosts } from "../../../simulators/hosts.ts";
import { createInternet } from "../../../simulators/internet.ts";
import { sha256Hex } from "../../../src/auth/hash.ts";
import { createLogger } from "../../../src/log.ts";
import { createOutboundFetch } from "../../../src/outbound/outbound-fetch.ts";
import { toBrowserUrl } from "../../../src/outbound/simulated-hosts.ts";
import type { Picture, PlatformAdapter, Slot } from "../../../src/platforms/platform.ts";
import type { AdapterWorld, SimAccount, SimLogEntry } from "../../contract/adapter-world.ts";

const SIM_ORIGIN = "http://127.0.0.1:8788";
const APP_ORIGIN = "http://localhost:8787";
const START = Date.parse("2026-11-22T12:00:00Z");

/** One set of simulators serves a whole file; seeding draws pictures and takes a second. */
let now = START;
let accounts = 0;
const simulators = createSimulators({ stateDir: null, now: () => now, origin: SIM_ORIGIN });
const internet = createInternet(simulators, { broken: "throw" });
const pictures = new Map<string, Promise<Picture>>();

/** A world around a new account of its own, without faults. `typed` is what that person types to connect. */
export async function createAdapterWorld(settings: {
  readonly adapter: PlatformAdapter;
  readonly typed: (account: string) => { readonly host?: string; readonly handle?: string };
  readonly secrets?: readonly string[];
}): Promise<AdapterWorld> {
  const { adapter, typed, secrets = [] } = settings;
  const { id } = adapter.descriptor;
  const name = `person${(accounts += 1)}x`;
  await control("DELETE", "/faults");
  await control("POST", `/${id}/accounts`, { name });
  const readLog = async () => (await control("GET", `/log?platform=${id}`)) as SimLogEntry[];
  const earlier = (await readLog()).length;
  const outbound = createOutboundFetch(
    { appOrigin: APP_ORIGIN, simulated: false, simulatedHosts: {} },
    (url, init) => internet(new Request(url, init)),
  );
  const lines: string[] = [];
  return {
    adapter,
    name,
    typed: typed(name),
    redirectUri: `${APP_ORIGIN}/connect/${id}/callback`,
    secrets,
    ports: { fetch: outbound, now: () => now, log: createLogger({}, (_level, line) => lines.push(line)) },
    lines,
    advance: (ms) => {
      now += ms;
    },
    consent: (authorizeUrl, decision) =>
      consent(toBrowserUrl(authorizeUrl, simulatedHosts(SIM_ORIGIN)), name, decision),
    fault: async (fault) => void (await control("POST", "/faults", { platform: id, ...fault })),
    account: async () => (await control("GET", `/${id}/accounts/${name}`)) as SimAccount,
    log: async () => (await readLog()).slice(earlier),
    revokeAll: async () => void (await control("POST", `/${id}/accounts/${name}/revoke`)),
    picture: (slot, seed) => drawnOnce(adapter, slot, seed),
  };
}

async function control(method: string, path: string, body?: unknown): Promise<unknown> {
  const init = { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  const answer = await simulators.fetch(new Request(`${SIM_ORIGIN}/_sim${path}`, init));
  if (!answer.ok)
    throw new Error(`the simulators answered ${answer.status} to ${path}: ${await answer.text()}`);
  return answer.status === 204 ? null : await answer.json();
}

/** A person on the consent page: chooses an account and presses a button. Returns what the callback was called with. */
async function consent(
  url: string,
  account: string,
  decision: "allow" | "decline",
): Promise<URLSearchParams> {
  const page = await simulators.fetch(new Request(url));
  const html = await page.text();
  const form = /<form\b([^>]*)>(.*?)<\/form>/s.exec(html);
  if (page.status !== 200 || form === null)
    throw new Error(`no consent form: ${page.status} ${html.slice(0, 500)}`);
  const fields = new URLSearchParams({ account, decision });
  for (const [tag] of form[2]?.matchAll(/<input\b[^>]*type="hidden"[^>]*>/g) ?? []) {
    fields.set(attribute(tag, "name"), attribute(tag, "value"));
  }
  const action = new URL(attribute(form[1] ?? "", "action"), url);
  const answer = await simulators.fetch(
    new Request(action, { method: "POST", body: fields, redirect: "manual" }),
  );
  const location = answer.headers.get("location");
  if (location === null)
    throw new Error(`consent did not lead back: ${answer.status} ${await answer.text()}`);
  return new URL(location).searchParams;
}

function attribute(tag: string, name: string): string {
  const value = new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? "";
  const names: Readonly<Record<string, string>> = { amp: "&", quot: '"', lt: "<", gt: ">", "#39": "'" };
  return value.replace(/&(amp|quot|lt|gt|#39);/g, (whole, entity: string) => names[entity] ?? whole);
}

function drawnOnce(adapter: PlatformAdapter, slot: Slot, seed: number): Promise<Picture> {
  const key = `${adapter.descriptor.id} ${slot} ${seed}`;
  const drawn = pictures.get(key) ?? drawPicture(adapter, slot, seed);
  pictures.set(key, drawn);
  return drawn;
}

/** A real picture of the slot's size; another seed is another picture. */
async function drawPicture(adapter: PlatformAdapter, slot: Slot, seed: number): Promise<Picture> {
  const { width, height } = adapter.descriptor.slots[slot];
  const hue = (seed * 67) % 360;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <rect width="100%" height="100%" fill="hsl(${hue},70%,45%)"/>
    <circle cx="${30 + ((seed * 13) % 40)}%" cy="50%" r="20%" fill="hsl(${(hue + 150) % 360},80%,70%)"/></svg>`;
  const bytes = new Uint8Array(await sharp(Buffer.from(svg)).jpeg({ quality: 85 }).toBuffer());
  return { bytes, format: "jpeg", sha256: await sha256Hex(bytes), altText: null };
}
