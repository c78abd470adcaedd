import type { FieldError } from "../../errors.ts";
import type { FailureGroup } from "../../services/admin/list-failures.ts";
import type { StoppedCapability } from "../../services/admin/list-stopped.ts";
import { AdminLayout } from "../admin/admin-layout.tsx";
import { CapabilitiesSection } from "../admin/capabilities-section.tsx";
import { Time } from "../components/time.tsx";
import type { Viewer } from "../layout.tsx";
import { type PlatformFacts, platformName } from "../platform-facts.ts";

interface AdminFailuresProps {
  readonly viewer: Viewer;
  readonly failures: readonly FailureGroup[];
  readonly platforms: readonly PlatformFacts[];
  readonly now: number;
  readonly stopped: readonly StoppedCapability[];
  readonly notice?: string | null;
  /** The switch as it was typed, when it came back. */
  readonly typed?: Readonly<Record<string, string>>;
  readonly errors?: readonly FieldError[];
}

/** What is stopped, and what was given up in the last 7 days, most frequent first. */
export function AdminFailuresPage(props: AdminFailuresProps) {
  const { viewer, failures, platforms, now, notice = null } = props;
  return (
    <AdminLayout viewer={viewer} part="failures" title="Failures" notice={notice}>
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
      <CapabilitiesSection {...props} />
    </AdminLayout>
  );
}

function times(count: number): string {
  return count === 1 ? "once" : `${count.toLocaleString("en")} times`;
}
