/** One operation under one seeded schedule of faults, crashes, edits and a disconnect, on a virtual clock. */
import { advance } from "../../src/sync/advance.ts";
import type { Account, EnginePorts } from "../../src/sync/engine-ports.ts";
import { newOperation, type Operation, operationSchema } from "../../src/sync/operation.ts";
import { ModelPlatform, type Naming } from "./model-platform.ts";
import { picture, retouched } from "./pictures.ts";
import { createRandom } from "./random.ts";

const START = Date.UTC(2026, 0, 1);
const HORIZON_MS = 14 * 86_400_000;
const MAX_STEPS = 2_000;

export interface Outcome {
  readonly seed: number;
  readonly op: Operation;
  readonly naming: Naming;
  /** Broken promises; empty when all is well. */
  readonly broken: readonly string[];
  readonly crashes: number;
  readonly steps: number;
}

export interface SimulateOptions {
  /** Probability that a platform call goes wrong; drawn from the seed when left out. */
  readonly trouble?: number;
  readonly crash?: number;
  readonly edits?: boolean;
  readonly disconnects?: boolean;
  /** The new picture is the old one with a touch more light; drawn from the seed when left out. */
  readonly retouched?: boolean;
  /** Hears of every journal write; milliseconds since the start. For looking into a failing seed. */
  readonly onSave?: (op: Operation, at: number) => void;
}

/** Runs one seed to its end and checks the promises I1, I2, I4, I5 and I8 of the engine. */
export async function simulateOperation(seed: number, options: SimulateOptions = {}): Promise<Outcome> {
  const random = createRandom(seed);
  const naming = random.pick(["exact", "new_url", "stable_url"] as const);
  const trouble = options.trouble ?? random.pick([0, 0.1, 0.3, 0.6]);
  const crash = options.crash ?? random.pick([0, 0.02, 0.1]);
  let clock = START;
  const now = () => clock;
  const old = picture("old", random);
  // A third of all pictures are the old one with a touch of more light: likeness proves nothing about those.
  const touch = options.retouched ?? random.chance(0.33);
  const wanted = touch ? retouched(old, "wanted") : picture("wanted", random);
  const platform = new ModelPlatform({ naming, settlesAfterMs: 30_000, trouble, now, random }, old);

  let crashes = 0;
  let died = () => {};
  let fencedAt: number | null = null;
  let editedAt: number | null = null;
  let disk = JSON.stringify(newOperation(TARGET, clock));
  const disconnectSoon = options.disconnects !== false && random.chance(0.15);
  const broken: string[] = [];

  /** Every await of the engine: time passes, the process may die, the person may leave. */
  async function moment(): Promise<void> {
    await Promise.resolve();
    clock += random.between(0, 400);
    if (random.chance(crash)) {
      // A process that died answers nothing any more: what it was doing never goes on.
      died();
      await new Promise<never>(() => {});
    }
    if (disconnectSoon && fencedAt === null && random.chance(0.1)) fencedAt = clock;
  }

  const account: Account = {
    mayWrite: async () => ({ kind: "go" }),
    async observe() {
      await moment();
      const seen = platform.observe();
      await moment();
      return { accountId: "a", handle: "a", slots: { avatar: seen, banner: seen }, revision: null };
    },
    async apply(_slot, sent) {
      // The request leaves in the same moment the engine decided: the fence was looked at just before.
      if (fencedAt !== null) broken.push("I4: a write left after the disconnect");
      const written = sent.sha256 === wanted.name ? platform.write(wanted) : undefined;
      await moment();
      return written ?? { exactId: null };
    },
    confirm: (exactId, before, seen) => platform.confirm(exactId, before, seen),
    exactIdOf: naming === "exact" ? async (each) => each.sha256 : undefined,
    settlesAfterMs: () => platform.options.settlesAfterMs,
  };

  let blocked = 0;
  const ports: EnginePorts = {
    now,
    random: () => random.next(),
    timeScale: 1,
    save: (op) => {
      if (op.revision <= load(disk).revision) return false;
      disk = JSON.stringify(op);
      options.onSave?.(op, clock - START);
      return true;
    },
    account: async () => {
      await moment();
      return account;
    },
    desired: async () => {
      await moment();
      const bytes = new Uint8Array();
      return {
        status: "ready",
        variantId: "var",
        picture: { bytes, format: "jpeg", sha256: wanted.name, altText: null },
        fingerprint: wanted.fingerprint,
      };
    },
    look: async (url) => {
      await moment();
      return platform.fingerprintAt(url);
    },
    confirmed: () => null,
    setConfirmed: () => {},
    keepRestorePoint: moment,
    fenced: () => fencedAt !== null,
    block: (_id, until) => {
      blocked = Math.max(blocked, until);
    },
    blockedUntil: () => blocked,
    connectionNeeds: moment,
  };

  let op = load(disk);
  let steps = 0;
  for (; op.phase !== "done" && steps < MAX_STEPS && clock < START + HORIZON_MS; steps += 1) {
    clock = Math.max(clock, op.dueAt);
    if (options.edits !== false && editedAt === null && op.before !== null && random.chance(0.03)) {
      platform.edit(picture("theirs", random));
      editedAt = clock;
    }
    const death = new Promise<"died">((resolve) => {
      died = () => resolve("died");
    });
    if ((await Promise.race([advance(op, ports), death])) === "died") crashes += 1;
    op = load(disk);
    // The object's fence ends whatever is open, sent or not.
    if (fencedAt !== null) break;
  }

  if (op.phase !== "done" && fencedAt === null) broken.push(`I2: still ${op.phase} after ${steps} steps`);
  if (platform.effects.length > 1) broken.push(`I1: ${platform.effects.length} effective writes`);
  if (op.view.state === "shown" && platform.shown.name !== "wanted") {
    broken.push(`I5: ends shown, but the platform shows ${platform.shown.name}`);
  }
  const overwritten = editedAt !== null && platform.effects.some((effect) => effect.at >= Number(editedAt));
  if (overwritten) broken.push("I8: a person's own change was overwritten");
  return { seed, op, naming, broken, crashes, steps };
}

const TARGET = {
  id: "tgt_1",
  syncRequestId: "syn_1",
  connectionId: "con_1",
  platform: "x",
  slot: "avatar",
  imageId: "img_1",
  revision: 0,
} as const;

function load(disk: string): Operation {
  return operationSchema.parse(JSON.parse(disk));
}
