import type { PlannedTargetResource, PlanResource } from "../../services/syncs/plan-resource.ts";
import { Frame } from "../components/frame.tsx";
import { Notice } from "../components/notice.tsx";
import { Badge } from "../components/state-badge.tsx";
import { Time } from "../components/time.tsx";
import { Layout, type Viewer } from "../layout.tsx";
import { type PlatformFacts, platformOf } from "../platform-facts.ts";
import {
  CHANGE_WORDS,
  explainLeftOut,
  explainPlanned,
  fileWords,
  planHeadline,
  warningsOf,
} from "../plan-words.ts";
import { pictureWord } from "../words.ts";

/** What was chosen, as the fields of the forms that go on from here. */
export type PlanFields = readonly (readonly [name: string, value: string])[];

interface SyncPlanProps {
  readonly viewer: Viewer;
  readonly plan: PlanResource;
  readonly platforms: readonly PlatformFacts[];
  /** What each slot shows, as addresses of ours, by `shownKey`. */
  readonly shownUrls: Readonly<Record<string, string>>;
  readonly fields: PlanFields;
  readonly now: number;
  /** Why an earlier plan did not hold. */
  readonly problem: string | null;
}

/** The key of a slot in `shownUrls`. */
export function shownKey(target: Pick<PlannedTargetResource, "connection_id" | "slot">): string {
  return `${target.connection_id} ${target.slot}`;
}

/** What a run would do, before and after side by side, with the one button that approves exactly this. */
export function SyncPlanPage(props: SyncPlanProps) {
  const { viewer, plan, fields, now, problem } = props;
  const headline = planHeadline(plan.targets);
  const isReady = plan.targets.every((target) => target.change !== "preparing");
  const changes = plan.targets.some((target) => target.change === "put" || target.change === "unknown");
  return (
    <Layout title={headline} viewer={viewer} section="syncs" scripts={["local-time.js"]}>
      <p class="crumb">
        <a href="/syncs">Activity</a>
      </p>
      <h1>{headline}</h1>
      {problem === null ? null : <Notice tone="attention">{problem}</Notice>}
      <p class="quiet">
        Looked at <Time at={plan.looked_at} now={now} />. Nothing has been sent.
      </p>
      {byAccount(plan.targets).map((targets) => (
        <Account targets={targets} {...props} />
      ))}
      <LeftOut {...props} />
      <div class="section row-actions">
        {changes && isReady ? (
          <form method="post" action="/syncs">
            <Hidden fields={[...fields, ["plan_hash", plan.plan_hash]]} />
            <button class="button button-primary" type="submit">
              Approve and put it there
            </button>
          </form>
        ) : null}
        <form method="post" action="/syncs/plan">
          <Hidden fields={fields} />
          <button class={changes && isReady ? "button" : "button button-primary"} type="submit">
            Check again
          </button>
        </form>
        <a href="/">Leave everything as it is</a>
      </div>
    </Layout>
  );
}

function Hidden({ fields }: { fields: PlanFields }) {
  return (
    <>
      {fields.map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
    </>
  );
}

function Account(props: SyncPlanProps & { targets: readonly PlannedTargetResource[] }) {
  const first = props.targets[0];
  if (first === undefined) return null;
  const facts = platformOf(props.platforms, first.platform);
  return (
    <section class="account" aria-labelledby={`account-${first.connection_id}`}>
      <div class="section-head">
        <h2 id={`account-${first.connection_id}`}>
          {facts.name}{" "}
          <span class="handle" dir="auto">
            {first.handle}
          </span>
        </h2>
        <a href={first.profile_url} rel="noopener">
          Open profile<span class="visually-hidden"> on {facts.name}</span>
        </a>
      </div>
      <ul class="targets">
        {props.targets.map((target) => (
          <Planned target={target} platform={facts} shownUrl={props.shownUrls[shownKey(target)] ?? null} />
        ))}
      </ul>
    </section>
  );
}

interface PlannedProps {
  readonly target: PlannedTargetResource;
  readonly platform: PlatformFacts;
  readonly shownUrl: string | null;
}

function Planned({ target, platform, shownUrl }: PlannedProps) {
  const words = CHANGE_WORDS[target.change];
  const picture = pictureWord(target.slot);
  const { mask } = platform.slots[target.slot];
  const file = fileWords(target);
  const state = target.change === "unchanged" ? "unchanged" : "waiting";
  const before = target.now.status === "unreadable" ? "Not readable" : shownUrl === null ? "None yet" : "Now";
  return (
    <li class={`target planned target-${target.slot}`} data-state={state}>
      <div class="target-hop">
        <Frame
          part="before"
          label={before}
          slot={target.slot}
          mask={mask}
          src={shownUrl}
          alt={`The ${picture} ${platform.name} shows now`}
        />
        <svg class="target-arc" viewBox="0 0 60 30" aria-hidden="true">
          <path d="M3 27C14 2 46 2 57 27" pathLength="1" />
        </svg>
        <Frame
          part="after"
          label="After"
          slot={target.slot}
          mask={mask}
          src={target.proposed.file?.url ?? target.proposed.thumbnail_url}
          alt={`Your ${picture} as ${platform.name} would get it`}
        />
      </div>
      <div class="target-words">
        <h3>{target.slot === "avatar" ? "Picture" : "Banner"}</h3>
        <p>
          <Badge icon={words.icon} word={words.word} tone={words.tone} />
        </p>
        <p>{explainPlanned(target, platform.name)}</p>
        {warningsOf(target, platform.name).map((warning) => (
          <p class="small">{warning}</p>
        ))}
        {file === null ? null : <p class="quiet small">{file}</p>}
      </div>
    </li>
  );
}

function LeftOut({ plan, platforms }: SyncPlanProps) {
  if (plan.left_out.length === 0) return null;
  return (
    <section class="section" aria-labelledby="left-out-title">
      <div class="section-head">
        <h2 id="left-out-title">Left out</h2>
        <a href="/connections">Change it</a>
      </div>
      <ul class="ledger">
        {plan.left_out.map((each) => {
          const { name } = platformOf(platforms, each.platform);
          return (
            <li>
              <span>
                {name}{" "}
                <span class="handle" dir="auto">
                  {each.handle}
                </span>
                , {pictureWord(each.slot)}
              </span>
              <span class="quiet">{explainLeftOut(each, name)}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function byAccount(targets: readonly PlannedTargetResource[]): PlannedTargetResource[][] {
  const groups = [...Map.groupBy(targets, (target) => target.connection_id).values()];
  return groups.map((group) => group.toSorted((a, b) => a.slot.localeCompare(b.slot)));
}
