import type { ConnectionResource } from "../services/connections/connection-resource.ts";
import type { ImageResource } from "../services/images/image-resource.ts";
import type { SyncResource } from "../services/syncs/sync-resource.ts";

/** The one thing to do next, in the order in which it unblocks the rest. */
export type NextStep =
  | { readonly kind: "upload" }
  | { readonly kind: "connect" }
  | { readonly kind: "watch"; readonly runId: string }
  | { readonly kind: "reconnect"; readonly connection: ConnectionResource }
  | { readonly kind: "put" }
  | { readonly kind: "rest"; readonly run: SyncResource };

interface Situation {
  readonly images: readonly ImageResource[];
  readonly connections: readonly ConnectionResource[];
  /** Newest first. */
  readonly runs: readonly SyncResource[];
}

export function nextStep({ images, connections, runs }: Situation): NextStep {
  const current = images.filter((image) => image.is_current && image.status !== "rejected");
  if (current.length === 0) return { kind: "upload" };
  const active = connections.filter((connection) => connection.status !== "paused");
  if (active.length === 0) return { kind: "connect" };
  const latest = runs[0];
  if (latest?.state === "running") return { kind: "watch", runId: latest.id };
  const ailing = connections.find((connection) => connection.status === "needs_attention");
  if (ailing !== undefined) return { kind: "reconnect", connection: ailing };
  return latest !== undefined && covers(latest, current, active)
    ? { kind: "rest", run: latest }
    : { kind: "put" };
}

/** True when the run proved every current picture on every connection and nothing was changed since. */
function covers(
  run: SyncResource,
  current: readonly ImageResource[],
  connections: readonly ConnectionResource[],
): boolean {
  return connections.every((connection) =>
    current.every(
      (image) =>
        !connection.slots.includes(image.kind) ||
        run.targets.some(
          (target) =>
            target.connection_id === connection.id &&
            target.slot === image.kind &&
            target.image_id === image.id &&
            (target.state === "shown" || target.state === "unchanged") &&
            isSameFile(target, image),
        ),
    ),
  );
}

/** A new crop is a new file: the proof of the old one says nothing about it. */
function isSameFile(target: SyncResource["targets"][number], image: ImageResource): boolean {
  const variant = image.variants.find(
    (each) => each.platform === target.platform && each.slot === target.slot,
  );
  return target.sent === null || variant === undefined || target.sent.sha256 === variant.sha256;
}
