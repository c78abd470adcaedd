import type { AppContext } from "../../context.ts";
import type { ConnectionRow } from "../../db/connections.ts";
import type { ShownLook } from "../looks/find-shown-look.ts";
import { pictureOfLook } from "../looks/picture-of-look.ts";
import { InvalidInputError } from "../../errors.ts";
import { type PlatformId, type Slot, SLOTS } from "../../platforms/platform.ts";

/** Which part of the look goes where. Absent means all. */
export interface Choice {
  readonly connections?: readonly string[] | undefined;
  readonly platforms?: readonly PlatformId[] | undefined;
  /** Absent: those each connection is set to. */
  readonly slots?: readonly Slot[] | undefined;
}

export interface ChosenTarget {
  readonly connection: ConnectionRow;
  readonly slot: Slot;
  readonly imageId: string;
}

/** Why a slot that could have been meant is not written. */
export const LEFT_OUT_REASONS = [
  "paused", // the person paused the connection
  "slot_off", // the connection is set not to take this slot
  "setup_unfinished", // connecting it was never finished
  "by_hand", // the platform has no way for us to write it
  "not_offered", // the platform has no such slot, or is switched off here
] as const;
export type LeftOutReason = (typeof LEFT_OUT_REASONS)[number];

export interface LeftOut {
  readonly connection: ConnectionRow;
  readonly slot: Slot;
  readonly reason: LeftOutReason;
}

/**
 * One target for each chosen connection and slot the look has a picture for, and what is left out and why. Throws 422
 * when there is nothing to put anywhere, with what is missing.
 */
export function chooseTargets(
  app: AppContext,
  shown: ShownLook | null,
  connections: readonly ConnectionRow[],
  choice: Choice,
): { targets: ChosenTarget[]; leftOut: LeftOut[] } {
  const unknown = choice.connections?.find((id) => !connections.some((row) => row.id === id));
  if (unknown !== undefined)
    throw refuse("connection_unknown", `There is no connection ${unknown}.`, "/connections");
  const chosen = connections.filter(
    (row) =>
      (choice.connections === undefined || choice.connections.includes(row.id)) &&
      (choice.platforms === undefined || choice.platforms.some((id) => id === row.platformId)),
  );
  if (chosen.every((row) => row.status === "finish_setup"))
    throw refuse("nothing_connected", "No connected account was chosen. Connect one first.", "/connections");
  const wishes = chosen.flatMap((connection) => wishesFor(connection, shown, choice));
  if (wishes.length === 0)
    throw refuse("no_picture", "There is no current picture or banner yet. Upload one first.", "/slots");

  const targets: ChosenTarget[] = [];
  const leftOut: LeftOut[] = [];
  for (const { connection, slot, imageId } of wishes) {
    const reason = reasonAgainst(app, connection, slot, choice);
    if (reason === null) targets.push({ connection, slot, imageId });
    else leftOut.push({ connection, slot, reason });
  }
  if (targets.length === 0) throw nothingLeft(leftOut);
  return { targets, leftOut };
}

function wishesFor(connection: ConnectionRow, shown: ShownLook | null, choice: Choice): ChosenTarget[] {
  if (shown === null) return [];
  const slots = SLOTS.filter((slot) => choice.slots === undefined || choice.slots.includes(slot));
  return slots.flatMap((slot) => {
    const imageId = pictureOfLook(shown.look, shown.overrides, connection.id, slot);
    return imageId === null ? [] : [{ connection, slot, imageId }];
  });
}

function reasonAgainst(
  app: AppContext,
  connection: ConnectionRow,
  slot: Slot,
  choice: Choice,
): LeftOutReason | null {
  if (connection.status === "finish_setup") return "setup_unfinished";
  if (connection.status === "paused") return "paused";
  const isOn = slot === "avatar" ? connection.syncAvatar : connection.syncBanner;
  if (choice.slots === undefined && !isOn) return "slot_off";
  const write = app.adapters[connection.platformId as PlatformId]?.descriptor.slots[slot].write ?? "none";
  if (write === "api") return null;
  return write === "handoff" ? "by_hand" : "not_offered";
}

function nothingLeft(leftOut: readonly LeftOut[]): InvalidInputError {
  if (leftOut.some(({ reason }) => reason === "paused"))
    return refuse(
      "connections_paused",
      "Every chosen account that could take these pictures is paused. Go on with one of them first.",
      "/connections",
    );
  if (leftOut.some(({ reason }) => reason === "slot_off"))
    return refuse(
      "slots_off",
      "The chosen accounts are set not to take these pictures. Name the slots, or switch them on.",
      "/slots",
    );
  return refuse("nothing_writable", "None of the chosen accounts takes these pictures.", "/platforms");
}

function refuse(code: string, detail: string, pointer: string): InvalidInputError {
  return new InvalidInputError(code, detail, [{ pointer, code, detail }]);
}
