import type { FieldError } from "../../errors.ts";
import { ErrorSummary, errorOf, Field } from "../components/field.tsx";
import { Layout } from "../layout.tsx";

interface ForgotPasswordProps {
  readonly email?: string;
  readonly message?: string | null;
  readonly errors?: readonly FieldError[];
}

/** Asks for a link to choose a new password. */
export function ForgotPasswordPage({ email = "", message = null, errors = [] }: ForgotPasswordProps) {
  return (
    <Layout title="Choose a new password" viewer={null}>
      <div class="slip">
        <h1>Choose a new password</h1>
        <p class="lead">Name your address, and we send you a link to choose one.</p>
        <ErrorSummary message={message} errors={errors} />
        <form method="post" action="/forgot-password" class="form">
          <Field
            name="email"
            label="E-mail address"
            type="email"
            value={email}
            autocomplete="email"
            required
            literal
            error={errorOf(errors, "email")}
          />
          <button class="button button-primary" type="submit">
            Send the link
          </button>
        </form>
        <p class="aside">
          Remember it after all? <a href="/sign-in">Sign in</a>
        </p>
      </div>
    </Layout>
  );
}
