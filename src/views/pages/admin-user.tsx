import type { Child } from "hono/jsx";

import type { PersonDetails } from "../../services/admin/read-person.ts";
import { AdminLayout } from "../admin/admin-layout.tsx";
import { Time } from "../components/time.tsx";
import type { Viewer } from "../layout.tsx";
import { type PlatformFacts, platformName } from "../platform-facts.ts";

interface AdminUserProps {
  readonly viewer: Viewer;
  readonly person: PersonDetails;
  readonly platforms: readonly PlatformFacts[];
  readonly now: number;
  readonly notice: string | null;
}

const PROVIDERS: Readonly<Record<string, string>> = {
  google: "Google",
  facebook: "Facebook",
  github: "GitHub",
};

const STATUSES: Readonly<Record<string, string>> = {
  connected: "connected",
  finish_setup: "not finished",
  needs_attention: "needs attention",
  paused: "paused",
};

/** One person: what support needs to know, and no more. Their pictures and secrets are not here. */
export function AdminUserPage({ viewer, person, platforms, now, notice }: AdminUserProps) {
  const providers = person.providers.map((id) => PROVIDERS[id] ?? id);
  return (
    <AdminLayout viewer={viewer} part="people" title="Person" notice={notice}>
      <p class="lead">That you look at this page is in this person’s account history.</p>
      <dl class="facts">
        <Fact name="E-mail address">
          {person.email}
          <span class="tag">{person.verified ? "Confirmed" : "Not confirmed"}</span>
        </Fact>
        <Fact name="Id">
          <code>{person.id}</code>
        </Fact>
        <Fact name="Name here">{person.handle === null ? "None" : `@${person.handle}`}</Fact>
        <Fact name="Role">{person.role === "admin" ? "Administrator" : "Person"}</Fact>
        <Fact name="With us">
          since <Time at={person.created_at} now={now} />
        </Fact>
        <Fact name="Password">{yesNo(person.password)}</Fact>
        <Fact name="Passkeys">{person.passkeys}</Fact>
        <Fact name="Codes of an authenticator app">
          {person.totp ? `Yes, ${person.recovery_codes} recovery codes left` : "No"}
        </Fact>
        <Fact name="Accounts linked for signing in">
          {providers.length === 0 ? "None" : providers.join(", ")}
        </Fact>
        <Fact name="Connections">
          {person.connections.length === 0 ? (
            "None"
          ) : (
            <ul>
              {person.connections.map(({ platform, status, count }) => (
                <li>
                  {platformName(platforms, platform)}: {count} {STATUSES[status] ?? status}
                </li>
              ))}
            </ul>
          )}
        </Fact>
        <Fact name="Living sessions">{person.sessions}</Fact>
      </dl>
      <form method="post" action={`/admin/users/${person.id}/sign-out`} class="actions">
        <button class="button button-danger" type="submit">
          Sign this person out everywhere
        </button>
      </form>
      <p class="hint">
        Every browser is signed out at once and becomes a stranger. The person reads it in their history.
      </p>
    </AdminLayout>
  );
}

function Fact({ name, children }: { name: string; children?: Child }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function yesNo(has: boolean): string {
  return has ? "Yes" : "No";
}
