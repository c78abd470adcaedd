import type { SessionResource } from "../../services/sessions/session-resource.ts";
import { Time } from "../components/time.tsx";
import type { Viewer } from "../layout.tsx";
import { SettingsLayout } from "../settings/settings-layout.tsx";

interface SettingsSessionsProps {
  readonly viewer: Viewer;
  readonly sessions: readonly SessionResource[];
  readonly now: number;
  readonly notice: string | null;
}

/** Where somebody is signed in, each with its end; ending works at once. */
export function SettingsSessionsPage({ viewer, sessions, now, notice }: SettingsSessionsProps) {
  const others = sessions.filter((session) => !session.current);
  return (
    <SettingsLayout viewer={viewer} part="sessions" title="Where you are signed in" notice={notice}>
      <p class="lead">A browser you do not know? Sign it out, then choose a new password.</p>
      <ul class="records">
        {sessions.map((session) => (
          <SessionRow session={session} now={now} />
        ))}
      </ul>
      {others.length === 0 ? (
        <p class="hint">You are signed in here only.</p>
      ) : (
        <form method="post" action="/settings/sessions/end-others" class="actions">
          <button class="button button-danger" type="submit">
            Sign out everywhere else
          </button>
        </form>
      )}
    </SettingsLayout>
  );
}

function SessionRow({ session, now }: { session: SessionResource; now: number }) {
  return (
    <li class="record">
      <div>
        <p>
          <strong>{session.device}</strong>
          {session.current ? <span class="tag">This browser</span> : null}
        </p>
        <p class="hint">
          Last used <Time at={session.last_used_at} now={now} />, signed in{" "}
          <Time at={session.created_at} now={now} /> {methodWords(session.method)}
          {session.two_factor ? ", with two factors" : ""}
          {session.network === "unknown" ? "" : ` from ${session.network}`}.
        </p>
      </div>
      {session.current ? null : (
        <form method="post" action={`/settings/sessions/${session.id}/end`}>
          <button class="button" type="submit" aria-label={`Sign out ${session.device}`}>
            Sign out
          </button>
        </form>
      )}
    </li>
  );
}

const METHODS: Readonly<Record<string, string>> = {
  password: "by password",
  passkey: "by passkey",
  google: "through Google",
  facebook: "through Facebook",
  github: "through GitHub",
  demo: "by the demo button",
};

function methodWords(method: string): string {
  return METHODS[method] ?? `by ${method}`;
}
