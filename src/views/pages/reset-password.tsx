import type { FieldError } from "../../errors.ts";
import { ErrorSummary } from "../components/field.tsx";
import { NewPasswordFields } from "../components/new-password-fields.tsx";
import { Layout } from "../layout.tsx";

interface ResetPasswordProps {
  readonly token: string;
  /** The account's address; null when the link is not good any more. */
  readonly email: string | null;
  readonly message?: string | null;
  readonly errors?: readonly FieldError[];
}

/** Behind the link of the mail. Opening it uses nothing up: mail scanners open links too. */
export function ResetPasswordPage({ token, email, message = null, errors = [] }: ResetPasswordProps) {
  if (email === null) return <SpentLink />;
  return (
    <Layout title="Choose a new password" viewer={null}>
      <div class="slip">
        <h1>Choose a new password</h1>
        <p class="lead">
          For the account of <strong dir="auto">{email}</strong>. It signs you out everywhere, and you sign in
          with the new one.
        </p>
        <ErrorSummary message={message} errors={errors} />
        <form method="post" action="/reset-password" class="form">
          <input type="hidden" name="token" value={token} />
          <NewPasswordFields email={email} errors={errors} />
          <button class="button button-primary" type="submit">
            Save the new password
          </button>
        </form>
      </div>
    </Layout>
  );
}

function SpentLink() {
  return (
    <Layout title="This link is used up" viewer={null}>
      <div class="slip">
        <h1>This link is used up</h1>
        <p>
          It was used already, was replaced by a newer one, or is older than 60 minutes. If you chose a new
          password with it, sign in with that. If not, ask for a new link.
        </p>
        <p class="actions">
          <a class="button button-primary" href="/forgot-password">
            Ask for a new link
          </a>
          <a class="button" href="/sign-in">
            Sign in
          </a>
        </p>
      </div>
    </Layout>
  );
}
