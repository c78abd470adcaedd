import type { ConnectionResource } from "../../services/connections/connection-resource.ts";
import { PauseButton, SlotSwitches } from "../components/connection-switches.tsx";
import { Print } from "../components/contact-sheet.tsx";
import { ConnectForm } from "../components/connect-form.tsx";
import { Notice } from "../components/notice.tsx";
import { Badge } from "../components/state-badge.tsx";
import { Time } from "../components/time.tsx";
import { Layout, type Viewer } from "../layout.tsx";
import { type PlatformFacts, platformOf } from "../platform-facts.ts";
import { explainReason } from "../words.ts";

interface ConnectionsProps {
  readonly viewer: Viewer;
  readonly connections: readonly ConnectionResource[];
  /** Platforms we can connect to at present. */
  readonly offered: readonly PlatformFacts[];
  /** Every platform of the registry: an old connection may be on one that is off now. */
  readonly platforms: readonly PlatformFacts[];
  /** What works to type, by platform; empty outside development. */
  readonly examples: Readonly<Partial<Record<string, string>>>;
  readonly avatarUrl: string | null;
  readonly now: number;
  readonly notice?: { readonly tone: "good" | "attention" | "bad"; readonly text: string } | null;
  /** A connect form that came back. */
  readonly failed?: { readonly platform: string; readonly typed: string; readonly message: string } | null;
}

export function ConnectionsPage(props: ConnectionsProps) {
  const { connections, offered, notice = null } = props;
  const ailing = connections.filter(
    (connection) => connection.status !== "connected" && connection.status !== "paused",
  );
  const well = connections.filter((connection) => !ailing.includes(connection));
  return (
    <Layout title="Connections" viewer={props.viewer} section="connections" scripts={["local-time.js"]}>
      <h1>Connections</h1>
      <p class="lead">Where your pictures go. You can have several accounts on one platform.</p>
      {notice === null ? null : <Notice tone={notice.tone}>{notice.text}</Notice>}
      <Group title="Needs attention" members={ailing} {...props} />
      <Group title="Connected" members={well} {...props} />
      <section class="section" aria-labelledby="available-title">
        <h2 id="available-title">
          {connections.length === 0 ? "Choose where to start" : "Connect another account"}
        </h2>
        <ul class="cards">
          {offered.map((platform) => (
            <li class="card" id={`connect-${platform.id}`}>
              <ConnectForm
                platform={platform}
                example={props.examples[platform.id] ?? null}
                failed={props.failed?.platform === platform.id ? props.failed : null}
              />
            </li>
          ))}
        </ul>
      </section>
    </Layout>
  );
}

function Group(props: ConnectionsProps & { title: string; members: readonly ConnectionResource[] }) {
  if (props.members.length === 0) return null;
  return (
    <section class="section">
      <h2>{props.title}</h2>
      <ul class="cards">
        {props.members.map((connection) => (
          <ConnectionCard connection={connection} {...props} />
        ))}
      </ul>
    </section>
  );
}

function ConnectionCard({
  connection,
  platforms,
  avatarUrl,
  now,
}: ConnectionsProps & { connection: ConnectionResource }) {
  const facts = platformOf(platforms, connection.platform);
  const reason = connection.status_reason;
  return (
    <li class={`card card-${connection.status}`} id={connection.id}>
      <div class="card-head">
        <Print
          mask={facts.slots.avatar.mask}
          slot="avatar"
          size="small"
          src={connection.last_success_at === null ? null : avatarUrl}
          alt=""
        />
        <div>
          <h3>{facts.name}</h3>
          <p class="handle" dir="auto">
            <a href={connection.profile_url} rel="noopener">
              {connection.handle}
            </a>
          </p>
        </div>
      </div>
      <StatusLine status={connection.status} />
      {connection.status === "paused" ? (
        <p>Paused by you: no run puts anything there until you go on.</p>
      ) : null}
      {connection.status === "connected" || reason === null ? null : (
        <p>{explainReason(reason, facts.name)}</p>
      )}
      <p class="quiet small">
        {connection.last_success_at === null ? (
          "Nothing put there yet"
        ) : (
          <>
            Last put there <Time at={connection.last_success_at} now={now} />
          </>
        )}
      </p>
      <SlotSwitches connection={connection} facts={facts} />
      <div class="row-actions">
        {connection.status === "connected" || (connection.status === "paused" && reason === null) ? null : (
          <form method="post" action={`/connections/${connection.platform}`}>
            {facts.asks === "none" ? null : (
              <input
                type="hidden"
                name={facts.asks}
                value={facts.asks === "host" ? (connection.host ?? "") : connection.handle}
              />
            )}
            <button class="button button-primary" type="submit">
              Connect again
            </button>
          </form>
        )}
        <PauseButton connection={connection} facts={facts} />
        <a class="danger" href={`/connections/${connection.id}/disconnect`}>
          Disconnect<span class="visually-hidden"> {`${facts.name} ${connection.handle}`}</span>
        </a>
      </div>
    </li>
  );
}

function StatusLine({ status }: { status: ConnectionResource["status"] }) {
  switch (status) {
    case "connected":
      return <Badge icon="tick" word="Connected" tone="good" />;
    case "needs_attention":
      return <Badge icon="hand" word="Needs you" tone="attention" />;
    case "finish_setup":
      return <Badge icon="hand" word="Not finished yet" tone="attention" />;
    case "paused":
      return <Badge icon="stop" word="Paused" tone="quiet" />;
  }
}
