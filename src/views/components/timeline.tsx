import type { TargetResource } from "../../services/syncs/sync-resource.ts";
import { clockTime, exactTime } from "../time-words.ts";
import { explainTarget, STATE_WORDS } from "../words.ts";

interface TimelineProps {
  readonly target: TargetResource;
  readonly platform: string;
}

/** What happened to one picture, step by step, for whoever wants to know; folded away until then. */
export function Timeline({ target, platform }: TimelineProps) {
  const steps = target.attempts_log ?? [];
  if (steps.length === 0) return null;
  return (
    <details class="timeline">
      <summary>What happened, step by step</summary>
      <ol>
        {steps.map((step) => (
          <li>
            <Clock at={step.at} /> <strong>{STATE_WORDS[step.state].word}.</strong>{" "}
            {explainTarget({ state: step.state, reason: step.reason, slot: target.slot }, platform)}
            {step.state === "retrying" && step.next_attempt_at !== null ? (
              <>
                {" Next try at "}
                <Clock at={step.next_attempt_at} />.
              </>
            ) : null}
          </li>
        ))}
      </ol>
    </details>
  );
}

function Clock({ at }: { at: string }) {
  const ms = Date.parse(at);
  return (
    <local-time data-as="clock">
      <time datetime={at} title={exactTime(ms, "UTC")}>
        {`${clockTime(ms, "UTC")} UTC`}
      </time>
    </local-time>
  );
}
