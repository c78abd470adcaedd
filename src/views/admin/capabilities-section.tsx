import type { FieldError } from "../../errors.ts";
import type { StoppedCapability } from "../../services/admin/list-stopped.ts";
import { errorOf, Field } from "../components/field.tsx";
import { Time } from "../components/time.tsx";
import { platformName, type PlatformFacts } from "../platform-facts.ts";

interface CapabilitiesSectionProps {
  readonly stopped: readonly StoppedCapability[];
  readonly platforms: readonly PlatformFacts[];
  readonly now: number;
  /** What was typed, when it came back. */
  readonly typed?: Readonly<Record<string, string>>;
  readonly errors?: readonly FieldError[];
}

const STATES: Readonly<Record<StoppedCapability["state"], string>> = {
  resting: "rests after failures",
  handoff: "is done by hand, until it is switched on again",
  off: "is switched off",
};

/** What is stopped at present, and the switch. */
export function CapabilitiesSection(props: CapabilitiesSectionProps) {
  const { stopped, platforms, now, typed = {}, errors = [] } = props;
  const all = [
    ...platforms.flatMap(({ id }) => [`${id}:avatar`, `${id}:banner`]),
    ...stopped.map(({ where, slot }) => `${where}:${slot}`),
  ];
  return (
    <section class="section" aria-labelledby="capabilities-title">
      <h2 id="capabilities-title">What is stopped</h2>
      {stopped.length === 0 ? (
        <p>Nothing is stopped.</p>
      ) : (
        <ul class="records">
          {stopped.map((each) => (
            <li class="record">
              <p>
                <strong>{named(`${each.where}:${each.slot}`, platforms)}</strong> {STATES[each.state]}{" "}
                <code>{each.reason}</code>
              </p>
              <p class="hint">
                {each.since === null ? null : (
                  <>
                    Since <Time at={each.since} now={now} />
                  </>
                )}
                {each.until === null ? null : (
                  <>
                    , tried again <Time at={each.until} now={now} />
                  </>
                )}
              </p>
            </li>
          ))}
        </ul>
      )}
      <form method="post" action="/admin/capabilities" class="form">
        <div class="field">
          <label for="capability">What</label>
          <select id="capability" name="capability">
            {[...new Set(all)].map((each) => (
              <option value={each} selected={each === typed["capability"]}>
                {named(each, platforms)}
              </option>
            ))}
          </select>
        </div>
        <Field
          name="reason"
          label="Why"
          value={typed["reason"]}
          hint="For your history and other administrators. People read that it is switched off by us."
          autocomplete="off"
          required
          maxlength={100}
          error={errorOf(errors, "reason")}
        />
        <p class="actions">
          <button class="button button-danger" type="submit" name="to" value="off">
            Switch off
          </button>
          <button class="button" type="submit" name="to" value="on">
            Switch on
          </button>
        </p>
      </form>
      <p class="hint">
        Within a minute no picture leaves for what is switched off, whatever is under way. What waits goes on
        by itself once it is on again.
      </p>
    </section>
  );
}

function named(capability: string, platforms: readonly PlatformFacts[]): string {
  const at = capability.lastIndexOf(":");
  const [platform = "", ...host] = capability.slice(0, at).split(":");
  const where = host.length === 0 ? "" : ` at ${host.join(":")}`;
  const what = capability.endsWith(":avatar") ? "picture" : "banner";
  return `${platformName(platforms, platform)}${where}, ${what}`;
}
