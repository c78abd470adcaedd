import { MAX_LOOK_NAME_CHARS } from "../../limits.ts";
import type { LookResource } from "../../services/looks/look-resource.ts";
import { Field } from "../components/field.tsx";
import { Hop } from "../components/hop.tsx";
import { KeptSheet } from "../components/kept-sheet.tsx";
import { LookPair, lookWords } from "../components/look-pair.tsx";
import { Notice } from "../components/notice.tsx";
import { Time } from "../components/time.tsx";
import { Layout, type Viewer } from "../layout.tsx";
import type { PlatformFacts } from "../platform-facts.ts";

interface LooksProps {
  readonly viewer: Viewer;
  readonly current: LookResource | null;
  /** Newest first. */
  readonly saved: readonly LookResource[];
  readonly points: readonly LookResource[];
  /** Where older restore points are; null when these are all. */
  readonly olderHref: string | null;
  readonly platforms: readonly PlatformFacts[];
  readonly now: number;
  readonly notice?: string | null;
  readonly problem?: string | null;
  /** What was typed as the new look's name, when the form came back. */
  readonly typedName?: string;
}

/** Saved looks on the wall, and below them what accounts showed before each run. */
export function LooksPage(props: LooksProps) {
  const { viewer, current, saved, points, notice = null, problem = null } = props;
  return (
    <Layout title="Looks" viewer={viewer} section="looks" scripts={["local-time.js"]}>
      <h1>Looks</h1>
      <p class="lead">A picture and a banner under one name, to come back to whenever you like.</p>
      {notice === null ? null : <Notice tone="good">{notice}</Notice>}
      {problem === null ? null : <Notice tone="bad">{problem}</Notice>}
      <section class="section" aria-labelledby="saved-title">
        <h2 id="saved-title">Saved looks</h2>
        {hasPictures(current) ? <SaveForm typed={props.typedName} /> : null}
        {saved.length === 0 ? (
          <Nothing canSave={hasPictures(current)} />
        ) : (
          <ul class="looks" aria-label="Saved looks">
            {saved.map((look) => (
              <Saved look={look} now={props.now} />
            ))}
          </ul>
        )}
      </section>
      <section class="section" aria-labelledby="points-title">
        <h2 id="points-title">Restore points</h2>
        <p class="quiet">
          Before a run changes an account, we keep what it showed, so that you can have it back.
        </p>
        {points.length === 0 ? (
          <p>Nothing has been kept yet. The first run makes the first restore point.</p>
        ) : (
          <ul class="points" aria-label="Restore points">
            {points.map((point) => (
              <Point point={point} platforms={props.platforms} now={props.now} />
            ))}
          </ul>
        )}
        {props.olderHref === null ? null : (
          <p>
            <a href={props.olderHref}>Older restore points</a>
          </p>
        )}
      </section>
    </Layout>
  );
}

function hasPictures(look: LookResource | null): boolean {
  return look !== null && (look.avatar_image_id ?? look.banner_image_id) !== null;
}

function SaveForm({ typed }: { typed: string | undefined }) {
  return (
    <form method="post" action="/looks" class="save-look">
      <Field
        name="name"
        label="Name of the look"
        hint="What you look like now is saved under it."
        required
        maxlength={MAX_LOOK_NAME_CHARS}
        autocomplete="off"
        value={typed}
      />
      <button class="button button-primary" type="submit">
        Save how I look now
      </button>
    </form>
  );
}

function Nothing({ canSave }: { canSave: boolean }) {
  return (
    <div class="empty">
      <Hop />
      <div>
        {canSave ? (
          <p>
            No look is saved yet. Save how you look now, change your pictures, and come back with one press.
          </p>
        ) : (
          <>
            <p>A look needs a picture or a banner first.</p>
            <a class="button button-primary" href="/pictures">
              Choose your pictures
            </a>
          </>
        )}
      </div>
    </div>
  );
}

function Saved({ look, now }: { look: LookResource; now: number }) {
  return (
    <li>
      <LookPair look={look} />
      <h3 dir="auto">{look.name}</h3>
      <p class="quiet small">
        {lookWords(look)}. Saved <Time at={look.created_at} now={now} />.
      </p>
      <div class="row-actions">
        <form method="post" action={`/looks/${look.id}/apply`}>
          <button class="button" type="submit" name="sync" value="true">
            Put it everywhere<span class="visually-hidden">{`: ${look.name}`}</span>
          </button>
        </form>
        <form method="post" action={`/looks/${look.id}/apply`}>
          <button class="button button-plain" type="submit">
            Make current<span class="visually-hidden">{`: ${look.name}`}</span>
          </button>
        </form>
        <a href={`/looks/${look.id}/rename`}>
          Rename<span class="visually-hidden">{` ${look.name}`}</span>
        </a>
        <a class="danger" href={`/looks/${look.id}/delete`}>
          Delete<span class="visually-hidden">{` ${look.name}`}</span>
        </a>
      </div>
    </li>
  );
}

function Point({
  point,
  platforms,
  now,
}: {
  point: LookResource;
  platforms: readonly PlatformFacts[];
  now: number;
}) {
  const kept = point.restore?.kept ?? [];
  return (
    <li>
      <h3>
        {`${kept.length} ${kept.length === 1 ? "place" : "places"}, kept `}
        <Time at={point.created_at} now={now} />
      </h3>
      <KeptSheet kept={kept} platforms={platforms} />
      <div class="row-actions">
        {kept.some((each) => each.platform !== null) ? (
          <a class="button" href={`/looks/${point.id}/restore`}>
            Put these back
          </a>
        ) : null}
        <a href={`/syncs/${point.restore?.sync_id ?? ""}`}>See the run</a>
        <a class="danger" href={`/looks/${point.id}/delete`}>
          Delete
        </a>
      </div>
    </li>
  );
}
