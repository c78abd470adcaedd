/** How far the rotation to a key has come, from the rows of its two passes. */
import type { VaultRotationRow } from "../../db/vault-rotations.ts";
import { HOUR_MS } from "../../limits.ts";

/** The look that ends a rotation comes this long after the first one that found nothing: KV and old versions have settled by then. */
export const CHECK_AFTER_MS = HOUR_MS;

export type RotationPhase = "working" | "waiting" | "checking" | "finished";

export interface RotationState {
  readonly phase: RotationPhase;
  readonly startedAt: number | null;
  readonly resealed: number;
  readonly finishedAt: number | null;
}

/** The row of the pass that follows a rotation. No key is called so: ids have no slash. */
export function checkPass(keyId: string): string {
  return `${keyId}/check`;
}

/** True when another key was made primary since this one's rotation began: then values may be under that one. */
export function wasOvertaken(rows: readonly VaultRotationRow[], keyId: string): boolean {
  const mine = rows.find((row) => row.keyId === keyId);
  return (
    mine !== undefined &&
    rows.some((row) => row.keyId.split("/")[0] !== keyId && row.startedAt > mine.startedAt)
  );
}

/** Where the rotation to `keyId` stands at `now`. */
export function rotationState(rows: readonly VaultRotationRow[], keyId: string, now: number): RotationState {
  const work = rows.find((row) => row.keyId === keyId);
  const check = rows.find((row) => row.keyId === checkPass(keyId));
  const startedAt = work?.startedAt ?? null;
  const resealed = work?.resealed ?? 0;
  const at = (phase: RotationPhase, finishedAt: number | null = null): RotationState => ({
    phase,
    startedAt,
    resealed,
    finishedAt,
  });
  if (work === undefined || work.finishedAt === null) return at("working");
  if (check !== undefined && check.finishedAt !== null) return at("finished", check.finishedAt);
  return at(now - work.finishedAt < CHECK_AFTER_MS ? "waiting" : "checking");
}
