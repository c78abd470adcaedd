import { isFinal } from "../../src/sync/target-state.ts";
import type { World } from "./world.ts";

/** What is wrong with a world that has come to rest: I2, I5 and I6. */
export function checkEnd(world: World): string[] {
  return [...unended(world), ...notAsWished(world), ...replays(world)];
}

function unended({ journal, store }: World): string[] {
  return [
    ...journal.open().map((op) => `I2: ${op.id} rests ${op.phase}, ${op.view.state}`),
    ...[...store.tables.targets.values()]
      .filter(({ state }) => !isFinal(state))
      .map(({ target, state }) => `I2: D1 says ${target.id} is ${state}`),
  ];
}

/** The last wish of each slot that was taken in is shown, or its end says why not. */
function notAsWished(world: World): string[] {
  const last = new Map(world.journal.all().map(({ op }) => [`${op.connectionId}/${op.slot}`, op] as const));
  return [...last.values()].flatMap((op) => {
    const { state, reason } = op.view;
    if (state === "cancelled" && reason === "superseded") return [`I5: ${op.id} gave way to no newer wish`];
    const account = world.accounts.get(op.connectionId);
    if (account === undefined || (state !== "shown" && state !== "unchanged")) return [];
    const shown = account.slots[op.slot].shown.name;
    const edited = world.edits.some((edit) => edit.connectionId === op.connectionId && edit.slot === op.slot);
    return shown === op.imageId || edited
      ? []
      : [`I5: ${op.id} ends ${state} with ${op.imageId}, but ${shown} is shown`];
  });
}

function replays({ accounts }: World): string[] {
  return [...accounts.values()]
    .filter((account) => account.replays > 0)
    .map(
      ({ id, replays: times }) =>
        `I6: ${id} was refreshed ${times} times with a token whose successor was kept`,
    );
}
