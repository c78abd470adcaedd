import type { ConnectionResource } from "../../services/connections/connection-resource.ts";
import { SLOTS } from "../../platforms/platform.ts";
import type { PlatformFacts } from "../platform-facts.ts";

interface SwitchesProps {
  readonly connection: ConnectionResource;
  readonly facts: PlatformFacts;
}

/** What goes to an account. Nothing of it before the account is really connected. */
export function SlotSwitches({ connection, facts }: SwitchesProps) {
  if (connection.status === "finish_setup") return null;
  const account = `${facts.name} ${connection.handle}`;
  return (
    <form class="switches" method="post" action={`/connections/${connection.id}/slots`}>
      <fieldset>
        <legend class="small">
          Runs put there<span class="visually-hidden">, on {account}</span>
        </legend>
        {SLOTS.filter((slot) => facts.slots[slot].write !== "none").map((slot) => (
          <label class="check">
            <input type="checkbox" name="slots" value={slot} checked={connection.slots.includes(slot)} />
            {slot === "avatar" ? "Picture" : "Banner"}
          </label>
        ))}
        <button class="button button-plain" type="submit">
          Save<span class="visually-hidden"> what goes to {account}</span>
        </button>
      </fieldset>
    </form>
  );
}

/** Whether anything goes there at all. */
export function PauseButton({ connection, facts }: SwitchesProps) {
  if (connection.status === "finish_setup") return null;
  const paused = connection.status === "paused";
  const account = `${facts.name} ${connection.handle}`;
  return (
    <form method="post" action={`/connections/${connection.id}/${paused ? "resume" : "pause"}`}>
      <button class={paused ? "button" : "button button-plain"} type="submit">
        {paused ? "Go on" : "Pause"}
        <span class="visually-hidden">{paused ? ` with ${account}` : ` ${account}`}</span>
      </button>
    </form>
  );
}
