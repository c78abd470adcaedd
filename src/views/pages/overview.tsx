import type { ConnectionResource } from "../../services/connections/connection-resource.ts";
import type { ImageResource } from "../../services/images/image-resource.ts";
import type { SyncResource, TargetResource } from "../../services/syncs/sync-resource.ts";
import { ContactSheet, Print } from "../components/contact-sheet.tsx";
import { Hop } from "../components/hop.tsx";
import { NextStepPanel } from "../components/next-step-panel.tsx";
import { Notice } from "../components/notice.tsx";
import { Postmark } from "../components/postmark.tsx";
import { Badge, StateBadge } from "../components/state-badge.tsx";
import { Time } from "../components/time.tsx";
import { Layout, type Viewer } from "../layout.tsx";
import { nextStep } from "../next-step.ts";
import { type PlatformFacts, platformOf } from "../platform-facts.ts";
import { runHeadline } from "../words.ts";

interface OverviewProps {
  readonly viewer: Viewer;
  readonly images: readonly ImageResource[];
  readonly connections: readonly ConnectionResource[];
  /** Newest first. */
  readonly runs: readonly SyncResource[];
  readonly platforms: readonly PlatformFacts[];
  readonly now: number;
  readonly problem?: string | null;
}

/** Home of a person who is signed in: how they look, where it shows, and the one next step. */
export function OverviewPage(props: OverviewProps) {
  const { viewer, images, connections, runs, now } = props;
  const step = nextStep({ images, connections, runs });
  const avatar = images.find((image) => image.is_current && image.kind === "avatar");
  const banner = images.find((image) => image.is_current && image.kind === "banner");
  return (
    <Layout title="Home" viewer={viewer} section="home" scripts={["local-time.js"]}>
      {props.problem === null || props.problem === undefined ? null : (
        <Notice tone="bad">{props.problem}</Notice>
      )}
      <section class="wall" aria-labelledby="wall-title">
        <a class="wall-banner" href={banner === undefined ? "/pictures" : `/pictures/${banner.id}`}>
          <Print mask="none" slot="banner" src={widest(banner)} alt={banner?.alt_text ?? "Your banner"} />
          {banner === undefined ? <span class="wall-empty">No banner yet</span> : null}
        </a>
        <div class="wall-foot">
          <a class="wall-avatar" href={avatar === undefined ? "/pictures" : `/pictures/${avatar.id}`}>
            <Print
              mask="circle"
              slot="avatar"
              size="large"
              src={avatar?.thumbnail_url ?? null}
              alt={avatar?.alt_text ?? "Your picture"}
            />
            {avatar === undefined ? <span class="wall-empty">No picture yet</span> : null}
          </a>
          <div class="wall-words">
            <h1 id="wall-title">
              {viewer.name === null ? (
                "How you look"
              ) : (
                <span dir="auto">{`${viewer.name}, this is how you look`}</span>
              )}
            </h1>
            <NextStepPanel
              step={step}
              platforms={props.platforms}
              pictures={whatHangs(avatar, banner)}
              accounts={connections.length}
            />
          </div>
        </div>
      </section>
      {connections.length === 0 ? <NowhereYet /> : <WhereItShows {...props} avatar={avatar} />}
      {runs[0] === undefined ? null : (
        <section class="section" aria-labelledby="last-title">
          <h2 id="last-title">Last run</h2>
          <p class="line">
            <a href={`/syncs/${runs[0].id}`}>
              {runHeadline(
                runs[0].state,
                runs[0].targets.map((target) => target.state),
              )}
            </a>
            <span class="quiet">
              <Time at={runs[0].created_at} now={now} />
            </span>
          </p>
        </section>
      )}
    </Layout>
  );
}

function whatHangs(avatar: ImageResource | undefined, banner: ImageResource | undefined): string {
  if (avatar === undefined) return "Banner";
  return banner === undefined ? "Picture" : "Picture and banner";
}

/** The wall is wider than a thumbnail: the widest rendered file, where there is one. */
function widest(banner: ImageResource | undefined): string | null {
  const files = banner?.variants.filter((variant) => variant.slot === "banner") ?? [];
  const [first] = files.toSorted((a, b) => b.width - a.width);
  return first?.url ?? banner?.thumbnail_url ?? null;
}

function NowhereYet() {
  return (
    <section class="section empty">
      <Hop />
      <div>
        <h2>Nowhere yet</h2>
        <p>
          Once an account is connected, you see here what it really shows, with a stamp for when we looked.
        </p>
      </div>
    </section>
  );
}

function WhereItShows(props: OverviewProps & { avatar: ImageResource | undefined }) {
  return (
    <section class="section" aria-labelledby="where-title">
      <div class="section-head">
        <h2 id="where-title">Where it shows</h2>
        <a href="/connections">All connections</a>
      </div>
      <ContactSheet label="Your accounts">
        {props.connections.map((connection) => {
          const facts = platformOf(props.platforms, connection.platform);
          const target = latestTarget(props.runs, connection.id);
          const proved = target !== null && (target.state === "shown" || target.state === "unchanged");
          return (
            <li>
              <span class="sheet-picture">
                <Print
                  mask={facts.slots.avatar.mask}
                  slot="avatar"
                  src={target?.sent?.url ?? (proved ? (props.avatar?.thumbnail_url ?? null) : null)}
                  alt={`Your picture on ${facts.name}`}
                />
                {proved && target.shown !== null ? (
                  <Postmark id={connection.id} platform={facts.name} at={target.shown.checked_at} />
                ) : null}
              </span>
              <span class="sheet-name">{facts.name}</span>
              <span class="sheet-note" dir="auto">
                {connection.handle}
              </span>
              {target === null ? (
                <Badge icon="stop" word="Not sent yet" tone="quiet" />
              ) : (
                <StateBadge state={target.state} />
              )}
            </li>
          );
        })}
      </ContactSheet>
    </section>
  );
}

function latestTarget(runs: readonly SyncResource[], connectionId: string): TargetResource | null {
  for (const run of runs) {
    const targets = run.targets.filter((target) => target.connection_id === connectionId);
    const found = targets.find((target) => target.slot === "avatar") ?? targets[0];
    if (found !== undefined) return found;
  }
  return null;
}
