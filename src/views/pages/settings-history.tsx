import type { AuditResource } from "../../services/audit/audit-resource.ts";
import { auditWords } from "../audit-words.ts";
import { Time } from "../components/time.tsx";
import type { Viewer } from "../layout.tsx";
import { SettingsLayout } from "../settings/settings-layout.tsx";

interface SettingsHistoryProps {
  readonly viewer: Viewer;
  readonly events: readonly AuditResource[];
  /** Address of the next page, null on the last one. */
  readonly olderHref: string | null;
  readonly now: number;
}

const BY: Readonly<Record<AuditResource["by"], string>> = {
  you: "",
  nobody_signed_in: ", by somebody who was not signed in",
  somebody_else: ", by an administrator",
};

/** What happened to the account, for its owner to check. */
export function SettingsHistoryPage({ viewer, events, olderHref, now }: SettingsHistoryProps) {
  return (
    <SettingsLayout viewer={viewer} part="history" title="Account history">
      <p class="lead">Everything that touched who can get in, for 90 days. Nobody can change this list.</p>
      {events.length === 0 ? (
        <p>Nothing has happened yet.</p>
      ) : (
        <ul class="records">
          {events.map((event) => (
            <li class="record">
              <div>
                <p>
                  <strong>{auditWords(event)}</strong>
                  {event.target === null ? null : <span class="tag">{event.target}</span>}
                </p>
                <p class="hint">
                  <Time at={event.created_at} now={now} />, {event.device}
                  {event.network === "unknown" ? "" : `, ${event.network}`}
                  {BY[event.by]}
                </p>
              </div>
            </li>
          ))}
        </ul>
      )}
      {olderHref === null ? null : (
        <p class="actions">
          <a class="button" href={olderHref}>
            Older
          </a>
        </p>
      )}
    </SettingsLayout>
  );
}
