import type { FieldError } from "../../errors.ts";
import { ErrorSummary } from "../components/field.tsx";
import { NewPasswordFields } from "../components/new-password-fields.tsx";

export interface PasswordFormProps {
  /** True where the form is the one thing on its page. */
  readonly alone?: boolean;
  /** The account's address, for the password manager. */
  readonly email: string;
  readonly message?: string | null;
  readonly errors?: readonly FieldError[];
}

export function PasswordForm({ alone = false, email, message = null, errors = [] }: PasswordFormProps) {
  return (
    <>
      <ErrorSummary message={message} errors={errors} />
      <form method="post" action="/settings/password" class="form">
        <NewPasswordFields email={email} errors={errors} />
        <p class="hint">You stay signed in here. Every other browser is signed out.</p>
        <button class={alone ? "button button-primary" : "button"} type="submit">
          Save the new password
        </button>
      </form>
    </>
  );
}

export interface PasswordSectionProps {
  readonly email: string;
  readonly hasPassword: boolean;
  readonly recentProof: boolean;
}

/** The password as a way to sign in: another one, or the first. */
export function PasswordSection({ email, hasPassword, recentProof }: PasswordSectionProps) {
  return (
    <section class="section" aria-labelledby="password-section">
      <h2 id="password-section">Password</h2>
      <p>
        {hasPassword
          ? "You can sign in with your address and a password."
          : "You have no password. With one you can sign in by your address too."}
      </p>
      {recentProof ? (
        <PasswordForm email={email} />
      ) : (
        <p class="actions">
          <a class="button" href="/settings/password">
            {hasPassword ? "Change the password" : "Choose a password"}
          </a>
        </p>
      )}
    </section>
  );
}
