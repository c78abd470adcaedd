import type { FailureGroup } from "../../services/admin/list-failures.ts";
import { AdminLayout } from "../admin/admin-layout.tsx";
import { Time } from "../components/time.tsx";
import type { Viewer } from "../layout.tsx";
import { type PlatformFacts, platformName } from "../platform-facts.ts";

interface AdminFailuresProps {
  readonly viewer: Viewer;
  readonly failures: readonly FailureGroup[];
  readonly platforms: readonly PlatformFacts[];
  readonly now: number;
}

/** What was given up in the last 7 days, most frequent first. */
export function AdminFailuresPage({ viewer, failures, platforms, now }: AdminFailuresProps) {
  return (
    <AdminLayout viewer={viewer} part="failures" title="Failures">
      <p class="lead">What was given up in the last 7 days, most frequent first.</p>
      {failures.length === 0 ? (
        <p>Nothing failed.</p>
      ) : (
        <ul class="records">
          {failures.map((failure) => (
            <li class="record">
              <div>
                <p>
                  <strong>
                    {platformName(platforms, failure.platform)},{" "}
                    {failure.slot === "avatar" ? "picture" : "banner"}
                  </strong>{" "}
                  <code>{failure.reason}</code>
                </p>
                {failure.newest_at === null ? null : (
                  <p class="hint">
                    Last <Time at={failure.newest_at} now={now} />
                  </p>
                )}
              </div>
              <p>{times(failure.count)}</p>
            </li>
          ))}
        </ul>
      )}
    </AdminLayout>
  );
}

function times(count: number): string {
  return count === 1 ? "once" : `${count.toLocaleString("en")} times`;
}
