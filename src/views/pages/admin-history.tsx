import type { AdminAuditEntry } from "../../services/admin/list-history.ts";
import { AUDIT_ACTIONS, type AuditAction } from "../../services/audit/audit-actions.ts";
import { AdminLayout, Older } from "../admin/admin-layout.tsx";
import { AUDIT_WORDS, auditWords } from "../audit-words.ts";
import { Time } from "../components/time.tsx";
import type { Viewer } from "../layout.tsx";

interface AdminHistoryProps {
  readonly viewer: Viewer;
  readonly entries: readonly AdminAuditEntry[];
  /** The action that is shown; null for all. */
  readonly action: AuditAction | null;
  readonly olderHref: string | null;
  readonly now: number;
}

/** What happened to every account. */
export function AdminHistoryPage({ viewer, entries, action, olderHref, now }: AdminHistoryProps) {
  return (
    <AdminLayout viewer={viewer} part="history" title="History">
      <form method="get" action="/admin/history" class="form">
        <div class="field">
          <label for="action">What happened</label>
          <select id="action" name="action">
            <option value="">Anything</option>
            {AUDIT_ACTIONS.map((each) => (
              <option value={each} selected={each === action}>
                {AUDIT_WORDS[each]}
              </option>
            ))}
          </select>
        </div>
        <button class="button" type="submit">
          Show these
        </button>
      </form>
      {entries.length === 0 ? (
        <p class="section">Nothing of that kind has happened.</p>
      ) : (
        <ul class="records section">
          {entries.map((entry) => (
            <Entry entry={entry} now={now} />
          ))}
        </ul>
      )}
      <Older href={olderHref} />
    </AdminLayout>
  );
}

function Entry({ entry, now }: { entry: AdminAuditEntry; now: number }) {
  const isOwn = entry.actor_id === entry.user_id;
  return (
    <li class="record">
      <div>
        <p>
          <strong>{auditWords({ action: entry.action, by: isOwn ? "you" : "somebody_else" })}</strong>
          {entry.target === null ? null : <span class="tag">{entry.target}</span>}
          {entry.outcome === "refused" ? <span class="tag">Refused</span> : null}
        </p>
        <p class="hint">
          <Time at={entry.created_at} now={now} />, account <PersonLink id={entry.user_id} />
          {isOwn ? ", by its owner" : null}
          {entry.actor_id === null ? ", by somebody who was not signed in" : null}
          {entry.actor_id === null || isOwn ? null : (
            <>
              , by <PersonLink id={entry.actor_id} />
            </>
          )}
          . {entry.device}
          {entry.network === "unknown" ? "" : `, ${entry.network}`}, request <code>{entry.request_id}</code>
        </p>
      </div>
    </li>
  );
}

/** The account may be gone: the record outlives it. */
function PersonLink({ id }: { id: string }) {
  return <a href={`/admin/users/${id}`}>{id}</a>;
}
