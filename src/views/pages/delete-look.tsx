import type { LookResource } from "../../services/looks/look-resource.ts";
import { KeptSheet } from "../components/kept-sheet.tsx";
import { LookPair } from "../components/look-pair.tsx";
import { Time } from "../components/time.tsx";
import type { Viewer } from "../layout.tsx";
import type { PlatformFacts } from "../platform-facts.ts";
import { ConfirmPage } from "./confirm-page.tsx";

interface DeleteLookProps {
  readonly viewer: Viewer;
  readonly look: LookResource;
  readonly platforms: readonly PlatformFacts[];
  readonly now: number;
}

/** Asks before a look or a restore point goes. */
export function DeleteLookPage({ viewer, look, platforms, now }: DeleteLookProps) {
  const frame = {
    viewer,
    section: "looks",
    action: `/looks/${look.id}/delete`,
    cancelHref: "/looks",
  } as const;
  if (look.restore === null) {
    return (
      <ConfirmPage {...frame} title="Delete this look?" confirm="Delete the look" cancel="Keep it">
        <LookPair look={look} />
        <p>
          <bdi>“{look.name}”</bdi> goes. Its pictures stay among yours, and no account changes.
        </p>
      </ConfirmPage>
    );
  }
  return (
    <ConfirmPage {...frame} title="Delete this restore point?" confirm="Delete it for good" cancel="Keep it">
      <KeptSheet kept={look.restore.kept} platforms={platforms} />
      <p>
        What these accounts showed <Time at={look.created_at} now={now} /> is deleted here, and we can’t put
        it back any more. No account changes.
      </p>
    </ConfirmPage>
  );
}
