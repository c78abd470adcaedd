import type { PersonSummary } from "../../services/admin/find-people.ts";
import { AdminLayout, Older } from "../admin/admin-layout.tsx";
import { Field } from "../components/field.tsx";
import { Time } from "../components/time.tsx";
import type { Viewer } from "../layout.tsx";

interface AdminUsersProps {
  readonly viewer: Viewer;
  readonly people: readonly PersonSummary[];
  /** What was looked for; null for everybody. */
  readonly query: string | null;
  readonly olderHref: string | null;
  readonly now: number;
}

/** Everybody, newest first, or those who were looked for. */
export function AdminUsersPage({ viewer, people, query, olderHref, now }: AdminUsersProps) {
  return (
    <AdminLayout viewer={viewer} part="people" title="People">
      <form method="get" action="/admin/users" class="form">
        <Field
          name="q"
          label="Address, id or name"
          hint="Exactly as it is: parts find nobody. What is looked at is written down, for its owner too."
          value={query ?? ""}
          maxlength={254}
          autocomplete="off"
          literal
        />
        <button class="button" type="submit">
          Find this person
        </button>
      </form>
      {people.length === 0 ? (
        <p class="section">{query === null ? "Nobody yet." : "Nobody has that address, id or name."}</p>
      ) : (
        <ul class="records section">
          {people.map((person) => (
            <li class="record">
              <div>
                <p>
                  <a href={`/admin/users/${person.id}`}>{person.email}</a>
                  {person.handle === null ? null : <span class="tag">@{person.handle}</span>}
                  {person.role === "admin" ? <span class="tag">Administrator</span> : null}
                  {person.verified ? null : <span class="tag">Not confirmed</span>}
                </p>
                <p class="hint">
                  <code>{person.id}</code>, here <Time at={person.created_at} now={now} />
                </p>
              </div>
            </li>
          ))}
        </ul>
      )}
      {query === null ? null : (
        <p class="actions">
          <a class="button" href="/admin/users">
            Show everybody
          </a>
        </p>
      )}
      <Older href={olderHref} />
    </AdminLayout>
  );
}
