import type { FieldError } from "../../errors.ts";
import type { TotpEnrolment } from "../../services/totp/totp-schemas.ts";
import { ErrorSummary, errorOf, Field } from "../components/field.tsx";
import { QrPicture } from "../components/qr-picture.tsx";
import type { Viewer } from "../layout.tsx";
import { SettingsLayout } from "../settings/settings-layout.tsx";

interface CodesSetUpProps {
  readonly viewer: Viewer;
  readonly enrolment: TotpEnrolment;
  readonly message?: string | null;
  readonly errors?: readonly FieldError[];
}

/** An app is being set up: the key as a picture and as text, and the field for its first code. */
export function CodesSetUpPage({ viewer, enrolment, message = null, errors = [] }: CodesSetUpProps) {
  return (
    <SettingsLayout viewer={viewer} part="sign-in" title="Set up an app for codes">
      <ErrorSummary message={message} errors={[]} />
      <ol class="steps">
        <li>
          <h2>Scan this with the app</h2>
          <p>
            Any app for one-time codes will do, also the one in your password manager. On the device itself,{" "}
            <a href={enrolment.otpauth_uri}>open it in the app</a>.
          </p>
          <QrPicture text={enrolment.otpauth_uri} label="QR code with the key for the app" />
          <details>
            <summary>Type the key instead</summary>
            <p>
              <code class="key">{inGroups(enrolment.secret)}</code>
            </p>
            <p class="hint">Time-based, six digits, 30 seconds. Show it to nobody.</p>
          </details>
        </li>
        <li>
          <h2>Type the code the app shows</h2>
          <form method="post" action="/settings/codes/confirm" class="form">
            <Field
              name="code"
              label="Code from the app"
              autocomplete="one-time-code"
              inputmode="numeric"
              required
              literal
              error={errorOf(errors, "code")}
              alone
            />
            <div class="row-actions">
              <button class="button button-primary" type="submit">
                Switch codes on
              </button>
              <a href="/settings/sign-in">Not now</a>
            </div>
          </form>
        </li>
      </ol>
    </SettingsLayout>
  );
}

function inGroups(secret: string): string {
  return secret.replace(/.{4}(?=.)/g, "$& ");
}
