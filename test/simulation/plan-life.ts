import { SLOTS } from "../../src/platforms/platform.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../src/limits.ts";
import type { Deed } from "./person.ts";
import type { Random } from "./random.ts";

export interface TimedDeed {
  /** Milliseconds since the start of the world. */
  readonly at: number;
  readonly deed: Deed;
}

/** Draws what happens to one user: some wishes, close together or days apart, and trouble of every kind between them. */
export function planLife(random: Random): TimedDeed[] {
  const deeds: TimedDeed[] = [];
  // Half of all lives are a busy minute: that is where things meet.
  const span = random.pick([5_000, MINUTE_MS, MINUTE_MS, HOUR_MS, DAY_MS]);
  const add = (deed: Deed, at = random.between(0, span)) => deeds.push({ at, deed });
  const wishes = random.chance(0.02) ? 50 : random.between(1, 5);
  for (let n = 0; n < wishes; n += 1) {
    const slots = random.chance(0.3) ? SLOTS : [random.pick(SLOTS)];
    add(
      { does: "wish", picture: 4 + random.between(0, 24), slots },
      n === 0 ? 0 : random.between(0, wishes === 50 ? 2_000 : span),
    );
  }
  const maybe = (chance: number, deed: () => Deed) => {
    if (random.chance(chance)) add(deed());
  };
  const pick = () => random.between(0, 1_000);
  maybe(0.15, () => ({ does: "cancel", pick: pick() }));
  maybe(0.1, () => ({ does: "drop", pick: pick() }));
  maybe(0.15, () => ({ does: "disconnect", pick: pick() }));
  maybe(0.05, () => ({ does: "erase", pick: 0 }));
  maybe(0.1, () => ({ does: "revoke", pick: pick() }));
  maybe(0.15, () => ({ does: "consent", pick: pick() }));
  for (let n = 0; n < 2; n += 1) {
    maybe(0.3, () => ({
      does: "edit",
      pick: pick(),
      slot: random.pick(SLOTS),
      // Never one that was there before: a change back to the old picture looks like a write without effect.
      picture: 40 + 4 * (2 * random.between(0, 6) + n),
    }));
    maybe(0.2, () => ({ does: "deploy" }));
    maybe(0.15, () => ({ does: "lose_alarm" }));
    maybe(0.1, () => ({ does: "skew", ms: random.between(-10 * MINUTE_MS, 2 * MINUTE_MS) }));
    maybe(0.1, () => ({ does: "sleep", ms: random.between(MINUTE_MS, 6 * HOUR_MS) }));
  }
  if (random.chance(0.15)) {
    const at = random.between(0, span);
    add({ does: "back_up" }, at);
    const restoredAt = random.between(at, span + HOUR_MS);
    add({ does: "restore" }, restoredAt);
    // Somebody goes on with what the database says now.
    const slots = [random.pick(SLOTS)];
    add({ does: "wish", picture: 4 + random.between(0, 24), slots }, restoredAt + random.between(0, HOUR_MS));
  }
  return deeds.toSorted((a, b) => a.at - b.at);
}
