import type { Viewer } from "../layout.tsx";
import { SettingsLayout } from "../settings/settings-layout.tsx";

interface RecoveryCodesProps {
  readonly viewer: Viewer;
  /** What has just been done. */
  readonly notice: string;
  readonly codes: readonly string[];
  /** Where to go on; a path of ours. */
  readonly next: string;
}

/** The recovery codes, this once. Made to be printed and copied; nothing of it is kept by the browser. */
export function RecoveryCodesPage({ viewer, notice, codes, next }: RecoveryCodesProps) {
  return (
    <SettingsLayout viewer={viewer} part="sign-in" title="Keep your recovery codes" notice={notice}>
      <p class="lead">
        Each opens your account once, in the place of a code, when the app is lost. They are shown only now:
        print them, or put them into your password manager.
      </p>
      <section class="section">
        <h2>Linkarooie recovery codes</h2>
        <ul class="codes">
          {codes.map((code) => (
            <li>
              <code>{code}</code>
            </li>
          ))}
        </ul>
      </section>
      <p class="actions">
        <a class="button button-primary" href={next}>
          I have kept them
        </a>
      </p>
    </SettingsLayout>
  );
}
