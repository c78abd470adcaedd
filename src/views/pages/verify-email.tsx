import type { FieldError } from "../../errors.ts";
import { ErrorSummary, errorOf, Field } from "../components/field.tsx";
import { ResendForm } from "../components/resend-form.tsx";
import { Layout } from "../layout.tsx";

interface VerifyEmailProps {
  readonly token: string;
  /** What the link still takes: nothing but a click, a password, or a new link. */
  readonly needs: "nothing" | "password" | "new_link";
  readonly message?: string | null;
  readonly errors?: readonly FieldError[];
}

/** Behind the link of the mail. Opening it uses nothing up: mail scanners open links too. */
export function VerifyEmailPage({ token, needs, message = null, errors = [] }: VerifyEmailProps) {
  if (needs === "new_link") return <SpentLink />;
  return (
    <Layout title="Confirm your address" viewer={null}>
      <div class="slip">
        <h1>Confirm your address</h1>
        {needs === "password" ? (
          <p class="lead">
            The sign-up was made in another browser. Choose a password here, so that only you have it; it
            replaces the one chosen there.
          </p>
        ) : (
          <p class="lead">One click, and the address is proved.</p>
        )}
        <ErrorSummary message={message} errors={errors} />
        <form method="post" action="/verify-email" class="form">
          <input type="hidden" name="token" value={token} />
          {needs === "password" ? (
            <Field
              name="password"
              label="New password"
              type="password"
              hint="At least 10 characters. A few words in a row work well."
              autocomplete="new-password"
              required
              minlength={10}
              error={errorOf(errors, "password")}
            />
          ) : null}
          <button class="button button-primary" type="submit">
            Confirm this address
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
          It was used already, was replaced by a newer one, or is older than 60 minutes. If you confirmed your
          address before, you can <a href="/sign-in">sign in</a>. If not, have a new link sent.
        </p>
        <ResendForm />
      </div>
    </Layout>
  );
}
