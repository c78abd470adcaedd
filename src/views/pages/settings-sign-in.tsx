import type { PasskeyResource } from "../../services/passkeys/passkey-resource.ts";
import type { TotpState } from "../../services/totp/totp-schemas.ts";
import type { Viewer } from "../layout.tsx";
import { PasswordSection, type PasswordSectionProps } from "../settings/password-section.tsx";
import { CodesSection } from "../settings/codes-section.tsx";
import { PasskeysSection } from "../settings/passkeys-section.tsx";
import { SettingsLayout } from "../settings/settings-layout.tsx";
import { SignOutOffer } from "../settings/sign-out-offer.tsx";

interface SettingsSignInProps {
  readonly viewer: Viewer;
  readonly notice: string | null;
  readonly password: PasswordSectionProps;
  /** True after a change of what opens the account. */
  readonly offerSignOut: boolean;
  readonly passkeys: readonly PasskeyResource[];
  readonly totp: TotpState;
  /** True when one way in is left. */
  readonly onlyWay: boolean;
  readonly now: number;
}

/** Every way this person can sign in. */
export function SettingsSignInPage(props: SettingsSignInProps) {
  const { viewer, notice, password, offerSignOut, passkeys, totp, onlyWay, now } = props;
  return (
    <SettingsLayout
      viewer={viewer}
      part="sign-in"
      title="Ways to sign in"
      notice={notice}
      scripts={["passkey-button.js"]}
    >
      {offerSignOut ? <SignOutOffer /> : null}
      <p class="lead">
        What opens your account, and what is asked on top. Keep at least one way in that you cannot lose.
      </p>
      <PasswordSection {...password} />
      <PasskeysSection passkeys={passkeys} onlyWay={onlyWay} now={now} />
      <CodesSection totp={totp} />
    </SettingsLayout>
  );
}
