/** The numbers in `docs/security` are those of the code. */
import { describe, expect, it } from "vitest";

import {
  COOKIE_KEYS,
  cookieName,
  secretCookie,
  SESSION_ABSOLUTE_MS,
  SESSION_IDLE_MS,
} from "../../../src/auth/cookies.ts";
import { FILE_BOUNDS, PIXEL_BOUNDS } from "../../../src/images/bounds.ts";
import * as limits from "../../../src/limits.ts";
import {
  GATE_RULES,
  gateRule,
  type GateAction,
  type Rate,
  WORK_RULES,
} from "../../../src/services/gates/gate-rules.ts";
import { RECENT_PROOF_MS } from "../../../src/services/sessions/recent-proof.ts";
import { LOGIN_PROVIDERS } from "../../../src/db/schema.ts";
import { RETRY_LADDER_MS } from "../../../src/sync/ladder.ts";
import { securityPage } from "../../support/worker/docs.ts";

/** Many requests in each test, on a machine that may be busy. */
const SLOW = { timeout: 30_000 };

const { DAY_MS, HOUR_MS, MINUTE_MS } = limits;

/** What stands below a heading, up to the next one. */
function part(page: string, heading: string): string {
  return securityPage(page).split(`\n## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
}

/** Cells of the table's row whose first cell is `first`. */
function rowOf(page: string, heading: string, first: string): string[] {
  const rows = part(page, heading)
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  const row = rows.find((cells) => cells[0] === first);
  if (row === undefined) throw new Error(`docs/security/${page}.md has no row ${first}`);
  return row;
}

/** First cells of every row of a page that are names in code. */
function named(page: string, heading: string): string[] {
  return [...part(page, heading).matchAll(/^\| `([^`]+)`/gm)].map(([, name = ""]) => name);
}

function time(ms: number): string {
  if (ms % DAY_MS === 0) return `${ms / DAY_MS} ${ms === DAY_MS ? "day" : "days"}`;
  return `${ms / MINUTE_MS} min`;
}

const rate = ({ limit, windowMs }: Rate) => `${limit} in ${time(windowMs)}`;

describe("how to get in", SLOW, () => {
  it("has every way there is, and no other", () => {
    const ways = ["password", "passkey", ...LOGIN_PROVIDERS, "demo"];
    expect(named("authentication", "Ways in")).toEqual(ways);
  });

  it("says how often everything may be tried", () => {
    const actions = Object.keys(GATE_RULES) as GateAction[];
    for (const action of actions) {
      const { network, subject = [] } = gateRule(action);
      expect(rowOf("authentication", "How often", `\`${action}\``)).toEqual([
        `\`${action}\``,
        rate(network),
        subject.map((each) => rate(each)).join(", "),
      ]);
    }
    for (const [work, each] of Object.entries(WORK_RULES)) {
      expect(rowOf("authentication", "How often", `\`${work}\``)).toEqual([`\`${work}\``, "", rate(each)]);
    }
    expect(named("authentication", "How often")).toEqual([...actions, ...Object.keys(WORK_RULES)]);
  });

  it("says how long everything lasts", () => {
    expect(rowOf("authentication", "How long", "session, unused")[1]).toBe(time(SESSION_IDLE_MS));
    expect(rowOf("authentication", "How long", "session, from sign-in")[1]).toBe(time(SESSION_ABSOLUTE_MS));
    expect(rowOf("authentication", "How long", "proof for what changes who gets in")[1]).toBe(
      time(RECENT_PROOF_MS),
    );
    for (const key of COOKIE_KEYS) {
      const seconds = Number(/Max-Age=(\d+)/.exec(secretCookie(key, "x"))?.[1]);
      expect(rowOf("authentication", "How long", `cookie \`${cookieName(key)}\``)[1]).toBe(
        time(seconds * 1_000),
      );
    }
    expect(securityPage("authentication").match(/^\| cookie /gm)).toHaveLength(COOKIE_KEYS.length);
  });

  it("says what a password is", () => {
    const text = securityPage("authentication").replaceAll("\n", " ");
    expect(text).toContain(`${limits.MIN_PASSWORD_CHARS} to ${limits.MAX_PASSWORD_CHARS} characters`);
    for (const word of ["the address, its local part and the handle", "`linkarooie`"])
      expect(text).toContain(word);
  });
});

it("every cookie is for this host, https and the server alone, and not sent along from other sites", () => {
  for (const key of COOKIE_KEYS) {
    const [pair = "", ...attributes] = secretCookie(key, "x").split("; ");
    expect(pair).toMatch(/^__Host-[a-z-]+=x$/);
    expect(attributes).toEqual(expect.arrayContaining(["Path=/", "Secure", "HttpOnly", "SameSite=Lax"]));
    expect(attributes.filter((each) => /^domain/i.test(each))).toEqual([]);
  }
});

describe("files and costs", SLOW, () => {
  it("says what may be uploaded", () => {
    const text = securityPage("limits").replaceAll("\n", " ");
    const megabytes = limits.MAX_UPLOAD_BYTES / 1024 / 1024;
    const side = (pixels: number) => pixels.toLocaleString("en");
    expect(text).toContain(
      `Up to ${megabytes} MB a file, ${limits.MIN_SIDE_PX} to ${side(limits.MAX_SIDE_PX)} pixels a side`,
    );
    expect(text).toContain(`at most ${FILE_BOUNDS.maxAspect} : 1`);
    const kept = (limits.MAX_STORED_BYTES / 1024 / 1024).toLocaleString("en");
    expect(text).toContain(`up to ${limits.MAX_PICTURES} pictures and ${kept} MB`);
    for (const { what, megapixels } of Object.values(PIXEL_BOUNDS)) {
      expect(rowOf("limits", "What may be uploaded", what)[1]).toBe(`${megapixels} megapixels`);
    }
  });

  it("says how long a request may take and how often it is tried", () => {
    const seconds = limits.PLATFORM_TIMEOUT_MS / limits.SECOND_MS;
    const kib = limits.MAX_PLATFORM_REPLY_BYTES / 1024;
    expect(rowOf("outbound", "What a request may take", "to a platform").slice(1, 3)).toEqual([
      `${seconds} s`,
      `${kib} KiB`,
    ]);
    const picture = `${limits.MAX_READ_BACK_BYTES / 1024 / 1024} MiB`;
    expect(rowOf("outbound", "What a request may take", "picture a platform shows").slice(1, 3)).toEqual([
      `${seconds} s`,
      picture,
    ]);
    const step = (ms: number) =>
      ms >= HOUR_MS
        ? `${ms / HOUR_MS} h`
        : ms >= MINUTE_MS
          ? `${ms / MINUTE_MS} min`
          : `${ms / limits.SECOND_MS} s`;
    const ladder = RETRY_LADDER_MS.map((ms) => step(ms)).join(", ");
    expect(securityPage("outbound").replaceAll("\n", " ")).toContain(
      `Ladder of a run: ${ladder} with full jitter`,
    );
  });
});
