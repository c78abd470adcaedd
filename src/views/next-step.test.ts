import { describe, expect, it } from "vitest";

import type { ConnectionResource } from "../services/connections/connection-resource.ts";
import type { ImageResource } from "../services/images/image-resource.ts";
import type { SyncResource, TargetResource } from "../services/syncs/sync-resource.ts";
import { nextStep } from "./next-step.ts";

const image = {
  id: "img_1",
  kind: "avatar",
  status: "ready",
  is_current: true,
  variants: [{ platform: "x", slot: "avatar", sha256: "aa" }],
} as unknown as ImageResource;
const connection = {
  id: "con_1",
  platform: "x",
  status: "connected",
  slots: ["avatar", "banner"],
} as unknown as ConnectionResource;
const target = {
  connection_id: "con_1",
  platform: "x",
  slot: "avatar",
  image_id: "img_1",
  state: "shown",
  sent: { sha256: "aa" },
} as unknown as TargetResource;
const run = (state: SyncResource["state"], targets = [target]) =>
  ({ id: "syn_1", state, targets }) as SyncResource;

describe("the next step", () => {
  it("is the first thing that is missing", () => {
    expect(nextStep({ images: [], connections: [connection], runs: [] }).kind).toBe("upload");
    expect(
      nextStep({ images: [{ ...image, status: "rejected" }], connections: [connection], runs: [] }).kind,
    ).toBe("upload");
    expect(nextStep({ images: [image], connections: [], runs: [] }).kind).toBe("connect");
    expect(nextStep({ images: [image], connections: [connection], runs: [] }).kind).toBe("put");
    expect(nextStep({ images: [image], connections: [connection], runs: [run("running")] }).kind).toBe(
      "watch",
    );
  });

  it("expects nothing of accounts that are paused, nor of places that are switched off", () => {
    const paused: ConnectionResource = { ...connection, id: "con_2", status: "paused" };
    const off: ConnectionResource = { ...connection, id: "con_3", slots: ["banner"] };
    const runs = [run("finished")];
    expect(nextStep({ images: [image], connections: [connection, paused, off], runs }).kind).toBe("rest");
    expect(nextStep({ images: [image], connections: [paused], runs }).kind).toBe("connect");
  });

  it("mends a connection before putting anything anywhere", () => {
    const ailing = { ...connection, id: "con_2", status: "needs_attention" as const };
    expect(nextStep({ images: [image], connections: [connection, ailing], runs: [] })).toMatchObject({
      kind: "reconnect",
      connection: { id: "con_2" },
    });
  });

  it("rests only when every account was proved to show exactly this", () => {
    const situation = { images: [image], connections: [connection] };
    expect(nextStep({ ...situation, runs: [run("finished")] }).kind).toBe("rest");
    expect(nextStep({ ...situation, runs: [run("finished", [{ ...target, state: "checking" }])] }).kind).toBe(
      "put",
    );
    expect(nextStep({ ...situation, runs: [run("finished", [{ ...target, image_id: "img_0" }])] }).kind).toBe(
      "put",
    );
    const second = { ...connection, id: "con_2" };
    expect(
      nextStep({ images: [image], connections: [connection, second], runs: [run("finished")] }).kind,
    ).toBe("put");
  });

  it("asks again after a new cut of the same picture", () => {
    const recut = {
      ...image,
      variants: [{ platform: "x", slot: "avatar", sha256: "bb" }],
    } as unknown as ImageResource;
    expect(nextStep({ images: [recut], connections: [connection], runs: [run("finished")] }).kind).toBe(
      "put",
    );
  });
});
