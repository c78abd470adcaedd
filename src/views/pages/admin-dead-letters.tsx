import type { DeadLetter } from "../../services/admin/list-dead-letters.ts";
import { AdminLayout, Older } from "../admin/admin-layout.tsx";
import { Time } from "../components/time.tsx";
import type { Viewer } from "../layout.tsx";

interface AdminDeadLettersProps {
  readonly viewer: Viewer;
  readonly letters: readonly DeadLetter[];
  readonly olderHref: string | null;
  readonly now: number;
}

/** Messages no consumer could finish. */
export function AdminDeadLettersPage({ viewer, letters, olderHref, now }: AdminDeadLettersProps) {
  return (
    <AdminLayout viewer={viewer} part="dead-letters" title="Dead letters">
      <p class="lead">Messages no consumer could finish, newest first. They hold ids only.</p>
      {letters.length === 0 ? (
        <p>There are none.</p>
      ) : (
        <ul class="records">
          {letters.map((letter) => (
            <li class="record">
              <div>
                <p>
                  <strong>{letter.kind}</strong>
                  <span class="tag">{letter.queue}</span>
                </p>
                <p class="hint">
                  <Time at={letter.created_at} now={now} /> after {letter.attempts} attempts
                  {letter.subject === null ? null : (
                    <>
                      , about <code>{letter.subject}</code>
                    </>
                  )}
                  , message <code>{letter.id}</code>
                </p>
              </div>
            </li>
          ))}
        </ul>
      )}
      <Older href={olderHref} />
    </AdminLayout>
  );
}
