import { describe, expect, it } from "vitest";

import { canonicalJson } from "./canonical-json.ts";
import { type PlanInput, type PlanItem, planItem, type ProposedPicture, type SeenSlot } from "./plan.ts";
import {
  MAX_PLAN_HASH_CHARS,
  PLAN_HASH_PATTERN,
  planDifferences,
  planHash,
  shaOfPlanHash,
} from "./plan-hash.ts";

/** A small seeded generator: the same seed, the same plans. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function randomInput(pick: (below: number) => number, at: number): PlanInput {
  const sha256 = pick(4).toString(16).repeat(64);
  const seen: SeenSlot =
    pick(4) === 0
      ? { state: "unreadable", reason: `reason_${pick(9)}` }
      : {
          state: "read",
          identity: `id-${pick(50)}`,
          url: `https://p.example/${pick(50)}`,
          isDefault: pick(2) === 0,
          confirmed: pick(2) === 0 ? null : { sha256, identity: `id-${pick(50)}` },
        };
  const states: readonly ProposedPicture[] = [
    { state: "preparing" },
    { state: "rejected", reason: "picture_rejected" },
  ];
  const proposed = states[pick(8)] ?? {
    state: "ready",
    variantId: `var_${pick(99)}`,
    sha256,
    width: 400,
    height: 400,
    format: pick(2) === 0 ? "jpeg" : "png",
    bytes: 1_000 + pick(99),
    upscaled: pick(2) === 0,
    flattened: pick(2) === 0,
    exactId: null,
  };
  return {
    connectionId: `con_${Math.floor(at / 2)}`,
    platform: (["x", "bluesky", "mastodon"] as const)[pick(3)] ?? "x",
    slot: at % 2 === 0 ? "avatar" : "banner",
    imageId: `img_${pick(3)}`,
    seen,
    proposed,
    announces: pick(2) === 0,
  };
}

function randomPlan(seed: number): PlanItem[] {
  const pick = randomOf(seed);
  return Array.from({ length: 1 + pick(12) }, (_, at) => planItem(randomInput(pick, at)));
}

function shuffled<T>(list: readonly T[], seed: number): T[] {
  const pick = randomOf(seed);
  return list
    .map((each) => ({ each, at: pick(1_000) }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ each }) => each);
}

const SEEDS = Array.from({ length: 200 }, (_, seed) => seed);

/** Ways one slot of a plan can become another, and what the difference is called. */
const CHANGES: readonly [string, string, (item: PlanItem) => PlanInput][] = [
  ["another picture", "picture", (item) => ({ ...item, imageId: "img_other" })],
  [
    "another cut",
    "cut",
    (item) => ({
      ...item,
      proposed: { ...ready, exactId: null, sha256: "f".repeat(64) },
    }),
  ],
  ["other pixels", "cut", (item) => ({ ...item, proposed: { ...ready, width: 401 } })],
  ["other bytes", "cut", (item) => ({ ...item, proposed: { ...ready, bytes: 1 } })],
  ["not rendered any more", "cut", (item) => ({ ...item, proposed: { state: "preparing" } })],
  ["a warning", "terms", (item) => ({ ...item, proposed: { ...ready, upscaled: true } })],
  ["an announcement", "terms", (item) => ({ ...item, announces: !item.announces })],
  ["something else is shown", "shown", (item) => ({ ...item, seen: { ...read, identity: "id-other" } })],
  ["a default is shown", "shown", (item) => ({ ...item, seen: { ...read, isDefault: true } })],
  ["it cannot be read", "shown", (item) => ({ ...item, seen: { state: "unreadable", reason: "timeout" } })],
  ["what is there was proved ours", "terms", (item) => ({ ...item, seen: { ...read, confirmed: proved } })],
];
/** And ways that are none. */
const SAME: readonly [string, (item: PlanItem) => PlanInput][] = [
  ["the same picture under another address", (item) => ({ ...item, seen: { ...read, url: null } })],
  ["the same bytes in another row", (item) => ({ ...item, proposed: { ...ready, variantId: "var_b" } })],
];
const ready = {
  state: "ready",
  variantId: "var_a",
  sha256: "a".repeat(64),
  width: 400,
  height: 400,
  format: "jpeg",
  bytes: 9_000,
  upscaled: false,
  flattened: false,
  exactId: null,
} as const;
const read = {
  state: "read",
  identity: "id-1",
  url: "https://p.example/1",
  isDefault: false,
  confirmed: null,
} as const;
const proved = { sha256: ready.sha256, identity: read.identity };

/** One slot that is in no random plan, as it is before a change. */
const plain = planItem({
  connectionId: "con_plain",
  platform: "x",
  slot: "avatar",
  imageId: "img_1",
  seen: read,
  proposed: ready,
  announces: false,
});

describe("the name of a plan", () => {
  it("is the same in whatever order its slots and their fields come", async () => {
    for (const seed of SEEDS) {
      const plan = randomPlan(seed);
      const turned = shuffled(plan, seed + 1).map(
        (item) => Object.fromEntries(Object.entries(item).toReversed()) as unknown as PlanItem,
      );
      const hash = await planHash(plan);
      expect(await planHash(turned)).toBe(hash);
      expect(hash).toMatch(PLAN_HASH_PATTERN);
      expect(await planDifferences(hash, turned)).toBeNull();
    }
  });

  it.each(CHANGES)("tells %s, beside whatever else there is", async (_, what, change) => {
    for (const seed of SEEDS.slice(0, 40)) {
      const rest = randomPlan(seed);
      const before = shuffled([...rest, plain], seed);
      const after = shuffled([...rest, planItem(change(plain))], seed + 1);
      const hash = await planHash(before);
      const differences = await planDifferences(hash, after);
      expect(shaOfPlanHash(await planHash(after))).not.toBe(shaOfPlanHash(hash));
      expect(differences?.map((each) => each.what)).toContain(what);
      expect(new Set(differences?.map((each) => each.item?.connectionId))).toEqual(new Set(["con_plain"]));
    }
  });

  it.each(SAME)("is the same for %s", async (_, change) => {
    const hash = await planHash([plain]);
    const after = [planItem(change(plain))];
    expect([await planDifferences(hash, after), await planHash(after)]).toEqual([null, hash]);
  });

  it("tells a slot that came and one that went", async () => {
    for (const seed of SEEDS.slice(0, 40)) {
      const rest = randomPlan(seed);
      const added = await planDifferences(await planHash(rest), [plain, ...rest]);
      expect(added).toEqual([{ what: "added", item: plain }]);
      expect(await planDifferences(await planHash([...rest, plain]), rest)).toEqual([
        { what: "gone", item: null },
      ]);
    }
  });

  it("decides by the SHA-256 alone: digests that are missing, damaged or forged only explain less", async () => {
    const other = planItem({ ...plain, imageId: "img_2" });
    const [hash, wanted] = [await planHash([plain]), await planHash([other])];
    const sha = shaOfPlanHash(hash);
    for (const tail of ["", ".", ".AAAA", ".not-base64!", wanted.slice(64)]) {
      expect(await planDifferences(sha + tail, [other])).toEqual([]);
      expect(await planDifferences(sha + tail, [plain])).toBeNull();
    }
  });

  it("fits its bound for the largest choice", async () => {
    const plan = Array.from({ length: 200 }, (_, at) => planItem(randomInput(randomOf(at), at)));
    expect((await planHash(plan)).length).toBeLessThanOrEqual(MAX_PLAN_HASH_CHARS);
  });
});

describe("what would happen in a slot", () => {
  const changeOf = (input: Partial<PlanInput>) => planItem({ ...plain, ...input }).change;

  it("is nothing only where exactly this file is proved to be there", () => {
    expect(changeOf({})).toBe("put");
    expect(changeOf({ seen: { ...read, confirmed: proved } })).toBe("unchanged");
    expect(changeOf({ seen: { ...read, confirmed: { ...proved, sha256: "b" } } })).toBe("put");
    expect(changeOf({ seen: { ...read, confirmed: { ...proved, identity: "id-2" } } })).toBe("put");
    expect(changeOf({ seen: { ...read, confirmed: proved, identityMayStay: true } })).toBe("put");
    expect(changeOf({ proposed: { ...ready, exactId: "id-1" } })).toBe("unchanged");
    // An exact id outweighs what was proved once.
    const exact = { seen: { ...read, confirmed: proved }, proposed: { ...ready, exactId: "id-2" } };
    expect(changeOf(exact)).toBe("put");
  });

  it("is not known without a look, a file or a picture", () => {
    expect(changeOf({ seen: { state: "unreadable", reason: "timeout" } })).toBe("unknown");
    expect(changeOf({ proposed: { state: "preparing" } })).toBe("preparing");
    expect(changeOf({ proposed: { state: "rejected", reason: "picture_rejected" } })).toBe("impossible");
  });
});

it("canonical JSON sorts keys at every depth and keeps lists as they are", () => {
  expect(canonicalJson({ b: [{ z: 1, a: null }], a: "ä", c: undefined })).toBe(
    '{"a":"ä","b":[{"a":null,"z":1}]}',
  );
});
