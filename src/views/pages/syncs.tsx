import type { SyncResource } from "../../services/syncs/sync-resource.ts";
import { Hop } from "../components/hop.tsx";
import { Badge } from "../components/state-badge.tsx";
import { Time } from "../components/time.tsx";
import { Layout, type Viewer } from "../layout.tsx";
import { type PlatformFacts, platformOf } from "../platform-facts.ts";
import { countTargets, runHeadline } from "../words.ts";

interface SyncsProps {
  readonly viewer: Viewer;
  /** Newest first. */
  readonly runs: readonly SyncResource[];
  readonly platforms: readonly PlatformFacts[];
  readonly now: number;
}

export function SyncsPage({ viewer, runs, platforms, now }: SyncsProps) {
  return (
    <Layout title="Activity" viewer={viewer} section="syncs" scripts={["local-time.js"]}>
      <h1>Activity</h1>
      {runs.length === 0 ? (
        <div class="empty">
          <Hop />
          <div>
            <p>Nothing has been sent yet. The first run starts from your home page.</p>
            <a class="button button-primary" href="/">
              Go to your home page
            </a>
          </div>
        </div>
      ) : (
        <ol class="ledger">
          {runs.map((run) => (
            <li>
              <a class="ledger-line" href={`/syncs/${run.id}`}>
                <RunBadge run={run} />
                <span class="ledger-words">
                  <strong>
                    {runHeadline(
                      run.state,
                      run.targets.map((target) => target.state),
                    )}
                  </strong>
                  <span class="quiet small">{placesOf(run, platforms)}</span>
                </span>
              </a>
              <span class="quiet small">
                <Time at={run.created_at} now={now} />
              </span>
            </li>
          ))}
        </ol>
      )}
    </Layout>
  );
}

function RunBadge({ run }: { run: SyncResource }) {
  const { yours } = countTargets(run.targets.map((target) => target.state));
  if (run.state === "running") return <Badge icon="up" word="On its way" tone="busy" />;
  if (run.state === "cancelled") return <Badge icon="stop" word="Stopped" tone="quiet" />;
  return yours > 0 ? (
    <Badge icon="hand" word="Needs you" tone="attention" />
  ) : (
    <Badge icon="tick" word="Done" tone="good" />
  );
}

function placesOf(run: SyncResource, platforms: readonly PlatformFacts[]): string {
  return [...new Set(run.targets.map((target) => platformOf(platforms, target.platform).name))].join(", ");
}
