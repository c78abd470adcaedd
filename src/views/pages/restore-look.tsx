import type { LookResource } from "../../services/looks/look-resource.ts";
import { KeptSheet } from "../components/kept-sheet.tsx";
import { Notice } from "../components/notice.tsx";
import { Time } from "../components/time.tsx";
import { Layout, type Viewer } from "../layout.tsx";
import type { PlatformFacts } from "../platform-facts.ts";

interface RestoreLookProps {
  readonly viewer: Viewer;
  readonly look: LookResource;
  readonly platforms: readonly PlatformFacts[];
  readonly now: number;
}

/** What goes back where, what the person has to do themselves, and the button. */
export function RestoreLookPage({ viewer, look, platforms, now }: RestoreLookProps) {
  const kept = look.restore?.kept ?? [];
  const here = kept.filter((each) => each.platform !== null);
  const byHand = here.filter((each) => each.showed === "default").length;
  return (
    <Layout title="Put these back?" viewer={viewer} section="looks" scripts={["local-time.js"]}>
      <p class="crumb">
        <a href="/looks">Looks</a>
      </p>
      <h1>Put these back?</h1>
      <p class="lead">
        This is what your accounts showed <Time at={look.created_at} now={now} />.
      </p>
      <KeptSheet kept={here} platforms={platforms} />
      {here.length < kept.length ? (
        <Notice tone="attention">
          {kept.length - here.length} more{" "}
          {kept.length - here.length === 1 ? "picture belongs" : "pictures belong"} to an account that is no
          longer connected. We leave it alone.
        </Notice>
      ) : null}
      {byHand > 0 ? (
        <Notice tone="attention">
          {byHand === 1 ? "One place" : `${byHand} places`} showed no picture of yours. We can’t take one away
          there; the run says how you do it.
        </Notice>
      ) : null}
      <p>What is shown now is kept first, so you can come back. Your current look here stays as it is.</p>
      {here.length === 0 ? null : (
        <form method="post" action={`/looks/${look.id}/restore`} class="actions">
          <button class="button button-primary" type="submit">
            Put them back
          </button>
          <a class="button" href="/looks">
            Leave everything as it is
          </a>
        </form>
      )}
    </Layout>
  );
}
