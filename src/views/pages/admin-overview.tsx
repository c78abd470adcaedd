import type { AdminOverview } from "../../services/admin/read-overview.ts";
import { AdminLayout } from "../admin/admin-layout.tsx";
import { RerendersSection } from "../admin/rerenders-section.tsx";
import { Time } from "../components/time.tsx";
import type { Viewer } from "../layout.tsx";
import type { PlatformFacts } from "../platform-facts.ts";

interface AdminOverviewProps {
  readonly viewer: Viewer;
  readonly overview: AdminOverview;
  readonly platforms: readonly PlatformFacts[];
  readonly now: number;
}

type Counts = AdminOverview["counts"];

const LINES: readonly { key: keyof Counts; label: string; href?: string }[] = [
  { key: "people", label: "People", href: "/admin/users" },
  { key: "confirmed", label: "Confirmed addresses" },
  { key: "administrators", label: "Administrators" },
  { key: "sessions", label: "Living sessions" },
  { key: "connections", label: "Connections" },
  { key: "connectionsAiling", label: "Ailing connections" },
  { key: "runs", label: "Runs under way" },
  { key: "failed", label: "Failed in 7 days", href: "/admin/failures" },
  { key: "mailsUnsent", label: "Mails not sent yet" },
  { key: "outboxLate", label: "Late orders" },
  { key: "deadLetters", label: "Dead letters", href: "/admin/dead-letters" },
];

const PHASES: Readonly<Record<AdminOverview["vault"]["phase"], string>> = {
  working: "What is under another key is being sealed anew with it.",
  waiting: "A first look found nothing under another key; a second one follows an hour later.",
  checking: "The second look for values under another key is due.",
  finished: "Two looks, an hour apart, found nothing under another key.",
};

/** How the whole of it is, in numbers. */
export function AdminOverviewPage({ viewer, overview, platforms, now }: AdminOverviewProps) {
  const { counts, rerenders, vault } = overview;
  return (
    <AdminLayout viewer={viewer} part="overview" title="Overview">
      <dl class="facts counts">
        {LINES.map(({ key, label, href }) => (
          <div>
            <dt>{href === undefined ? label : <a href={href}>{label}</a>}</dt>
            <dd>{counts[key].toLocaleString("en")}</dd>
          </div>
        ))}
      </dl>
      <RerendersSection rerenders={rerenders} platforms={platforms} now={now} />
      <section class="section" aria-labelledby="vault-title">
        <h2 id="vault-title">Vault keys</h2>
        <p>
          The primary key is <code>{vault.primary}</code>. {PHASES[vault.phase]}
        </p>
        {vault.started_at === null ? null : (
          <p class="hint">
            Begun <Time at={vault.started_at} now={now} />
            {vault.finished_at === null ? null : (
              <>
                , finished <Time at={vault.finished_at} now={now} />
              </>
            )}
            .
          </p>
        )}
        <dl class="facts counts">
          {vault.keys.map(({ id, values }) => (
            <div>
              <dt>
                under <code>{id}</code>
              </dt>
              <dd>{values.toLocaleString("en")}</dd>
            </div>
          ))}
        </dl>
        {vault.keys.length === 0 ? <p class="hint">Nothing is sealed yet.</p> : null}
      </section>
    </AdminLayout>
  );
}
