import type { Viewer } from "../layout.tsx";
import { PasswordSection, type PasswordSectionProps } from "../settings/password-section.tsx";
import { SettingsLayout } from "../settings/settings-layout.tsx";

interface SettingsSignInProps {
  readonly viewer: Viewer;
  readonly notice: string | null;
  readonly password: PasswordSectionProps;
}

/** Every way this person can sign in. */
export function SettingsSignInPage({ viewer, notice, password }: SettingsSignInProps) {
  return (
    <SettingsLayout viewer={viewer} part="sign-in" title="Ways to sign in" notice={notice}>
      <p class="lead">Each of these opens your account on its own. Keep at least one you cannot lose.</p>
      <PasswordSection {...password} />
    </SettingsLayout>
  );
}
