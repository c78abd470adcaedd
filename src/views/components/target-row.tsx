import type { TargetResource } from "../../services/syncs/sync-resource.ts";
import type { PlatformFacts } from "../platform-facts.ts";
import { clockTime, exactTime } from "../time-words.ts";
import { explainTarget, pictureWord, STATE_WORDS, turnWords } from "../words.ts";
import { Frame } from "./frame.tsx";
import { StateIcon } from "./icon.tsx";
import { Postmark } from "./postmark.tsx";
import { RetryForm } from "./retry-form.tsx";
import { Timeline } from "./timeline.tsx";

interface TargetRowProps {
  readonly target: TargetResource;
  readonly platform: PlatformFacts;
  readonly runId: string;
  /** The picture as we have it, shown until a file was sent. */
  readonly pictureUrl: string | null;
}

/** One picture on its hop: what we sent, how far it is, what the platform shows. */
export function TargetRow({ target, platform, runId, pictureUrl }: TargetRowProps) {
  const words = STATE_WORDS[target.state];
  const name = pictureWord(target.slot);
  const proof = target.state === "shown" || target.state === "unchanged" ? target.shown : null;
  const shownUrl = proof === null || proof.url === null ? null : `/syncs/${runId}/targets/${target.id}/shown`;
  const { mask } = platform.slots[target.slot];
  const nextAt = target.next_attempt_at;
  return (
    <li
      class={`target target-${target.slot}`}
      data-target={target.id}
      data-state={target.state}
      data-platform={platform.name}
    >
      <div class="target-hop">
        <Frame
          part="sent"
          label="Yours"
          slot={target.slot}
          mask={mask}
          src={target.sent?.url || pictureUrl}
          alt={`Your ${name}`}
        />
        <svg class="target-arc" viewBox="0 0 60 30" aria-hidden="true">
          <path d="M3 27C14 2 46 2 57 27" pathLength="1" />
        </svg>
        <span class="target-landing">
          <Frame
            part="shown"
            label={`On ${platform.name}`}
            slot={target.slot}
            mask={mask}
            src={shownUrl}
            alt={`The ${name} ${platform.name} shows`}
          />
          <span data-part="stamp" class="stamp">
            {proof === null ? (
              <template>
                <Postmark id={target.id} platform={platform.name} at={target.updated_at} />
              </template>
            ) : (
              <Postmark id={target.id} platform={platform.name} at={proof.checked_at} />
            )}
          </span>
        </span>
      </div>
      <div class="target-words">
        <h3>{target.slot === "avatar" ? "Picture" : "Banner"}</h3>
        <p>
          <span class={`badge tone-${words.tone}`} data-part="badge">
            <StateIcon name={words.icon} />
            <span data-part="word">{words.word}</span>
          </span>
        </p>
        <p data-part="why">{explainTarget(target, platform.name)}</p>
        <p class="quiet small">
          <span data-part="turn">{turnWords(target.waiting_on, platform.name)}</span>
          <span data-part="next" hidden={nextAt === null}>
            {", again at "}
            <local-time data-as="clock">
              <time
                datetime={nextAt ?? undefined}
                title={nextAt === null ? undefined : exactTime(Date.parse(nextAt), "UTC")}
              >
                {nextAt === null ? "" : `${clockTime(Date.parse(nextAt), "UTC")} UTC`}
              </time>
            </local-time>
          </span>
        </p>
        <RetryForm target={target} runId={runId} platform={platform.name} />
        <Timeline target={target} platform={platform.name} />
      </div>
    </li>
  );
}
