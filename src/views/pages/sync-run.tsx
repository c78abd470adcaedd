import type { SyncResource, TargetResource } from "../../services/syncs/sync-resource.ts";
import { StateSprite } from "../components/icon.tsx";
import { TargetRow } from "../components/target-row.tsx";
import { Time } from "../components/time.tsx";
import { Layout, type Viewer } from "../layout.tsx";
import { type PlatformFacts, platformOf } from "../platform-facts.ts";
import { countTargets, runHeadline } from "../words.ts";

interface SyncRunProps {
  readonly viewer: Viewer;
  readonly run: SyncResource;
  readonly platforms: readonly PlatformFacts[];
  /** Our own thumbnails, by image id. */
  readonly pictureUrls: Readonly<Record<string, string>>;
  readonly now: number;
}

/** One run: correct as it is served, then kept up to date by `run-progress`, or by reloading without scripts. */
export function SyncRunPage(props: SyncRunProps) {
  const { viewer, run, now } = props;
  const states = run.targets.map((target) => target.state);
  const headline = runHeadline(run.state, states);
  const { proved, total, yours } = countTargets(states);
  const running = run.state === "running";
  return (
    <Layout
      title={running ? `(${proved}/${total}) ${headline}` : headline}
      viewer={viewer}
      section="syncs"
      scripts={["run-progress.js", "local-time.js"]}
      refreshSeconds={running ? 3 : null}
    >
      <StateSprite />
      <run-progress data-run-id={run.id} data-state={run.state}>
        <p class="crumb">
          <a href="/syncs">Activity</a>
        </p>
        <h1 data-part="headline">{headline}</h1>
        <p class="quiet">
          Started <Time at={run.created_at} now={now} />
        </p>
        <p class="visually-hidden" role="status" data-part="status" />
        <p class="notice tone-attention" data-part="paused" hidden>
          Live updates are paused. We ask every few seconds instead.
        </p>
        {running ? (
          <noscript>
            <p>
              This page reloads every 3 seconds. <a href={`/syncs/${run.id}`}>Reload now</a>
            </p>
          </noscript>
        ) : null}
        {byConnection(run.targets).map((targets) => (
          <Account targets={targets} {...props} />
        ))}
        <div class="section row-actions" data-part="while-running" hidden={!running}>
          <form method="post" action={`/syncs/${run.id}/cancel`}>
            <button class="button" type="submit">
              Stop what is not sent yet
            </button>
          </form>
        </div>
        <div class="section row-actions" data-part="when-done" hidden={running}>
          <form class="row-actions" method="post" action="/syncs">
            {unproved(run.targets).map((id) => (
              <input type="hidden" name="connections" value={id} />
            ))}
            <button class={yours > 0 ? "button button-primary" : "button"} type="submit">
              {yours > 0 ? "Try these again" : "Put it everywhere again"}
            </button>
            <button class="button" type="submit" formaction="/syncs/plan">
              Check first
            </button>
          </form>
          <a href="/">Go to your home page</a>
        </div>
      </run-progress>
    </Layout>
  );
}

function Account(props: SyncRunProps & { targets: readonly TargetResource[] }) {
  const first = props.targets[0];
  if (first === undefined) return null;
  const facts = platformOf(props.platforms, first.platform);
  return (
    <section class="account" aria-labelledby={`account-${first.id}`}>
      <div class="section-head">
        <h2 id={`account-${first.id}`}>
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
          <TargetRow
            target={target}
            platform={facts}
            runId={props.run.id}
            pictureUrl={target.image_id === null ? null : (props.pictureUrls[target.image_id] ?? null)}
          />
        ))}
      </ul>
    </section>
  );
}

/** Accounts a second try is for; none when everything is proved, which means all. */
function unproved(targets: readonly TargetResource[]): string[] {
  const open = targets.filter((target) => target.state !== "shown" && target.state !== "unchanged");
  return [...new Set(open.flatMap((target) => target.connection_id ?? []))];
}

function byConnection(targets: readonly TargetResource[]): TargetResource[][] {
  const groups = new Map<string, TargetResource[]>();
  for (const target of targets) {
    // Accounts that left since then have no connection any more: their own name keeps them apart.
    const account = target.connection_id ?? `${target.platform} ${target.handle}`;
    groups.set(account, [...(groups.get(account) ?? []), target]);
  }
  // Picture before banner, on every account alike.
  return [...groups.values()].map((group) => group.toSorted((a, b) => a.slot.localeCompare(b.slot)));
}
