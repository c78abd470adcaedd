import type { Viewer } from "../layout.tsx";
import { LinkedAccountsSection } from "../settings/linked-accounts-section.tsx";
import { SettingsLayout } from "../settings/settings-layout.tsx";

interface SettingsSignInProps {
  readonly viewer: Viewer;
  readonly notice: string | null;
  readonly linked: Parameters<typeof LinkedAccountsSection>[0];
}

/** Every way this person can sign in. */
export function SettingsSignInPage({ viewer, notice, linked }: SettingsSignInProps) {
  return (
    <SettingsLayout viewer={viewer} part="sign-in" title="Ways to sign in" notice={notice}>
      <p class="lead">Each of these opens your account on its own. Keep at least one you cannot lose.</p>
      <LinkedAccountsSection {...linked} />
    </SettingsLayout>
  );
}
