import type { FieldError } from "../../errors.ts";
import { ErrorSummary, errorOf, Field } from "../components/field.tsx";
import { ProviderLinks } from "../components/provider-links.tsx";
import { Layout } from "../layout.tsx";

interface SignUpProps {
  readonly values?: { readonly email: string; readonly firstName: string };
  readonly message?: string | null;
  readonly errors?: readonly FieldError[];
  /** Login providers that are on. */
  readonly providers?: Parameters<typeof ProviderLinks>[0]["providers"];
}

export function SignUpPage({
  values = { email: "", firstName: "" },
  message = null,
  errors = [],
  providers = [],
}: SignUpProps) {
  return (
    <Layout title="Create your account" viewer={null}>
      <div class="slip">
        <h1>Create your account</h1>
        <p class="lead">Then we send you a link that proves the address is yours.</p>
        <ErrorSummary message={message} errors={errors} />
        <form method="post" action="/sign-up" class="form">
          <Field
            name="email"
            label="E-mail address"
            type="email"
            value={values.email}
            autocomplete="email"
            required
            literal
            error={errorOf(errors, "email")}
          />
          <Field
            name="password"
            label="Password"
            type="password"
            hint="At least 10 characters. A few words in a row work well."
            autocomplete="new-password"
            required
            minlength={10}
            error={errorOf(errors, "password")}
          />
          <Field
            name="first_name"
            label="First name (optional)"
            value={values.firstName}
            autocomplete="given-name"
            maxlength={100}
            error={errorOf(errors, "first_name")}
          />
          <button class="button button-primary" type="submit">
            Create account
          </button>
        </form>
        <ProviderLinks providers={providers} />
        <p class="aside">
          Have an account? <a href="/sign-in">Sign in</a>
        </p>
      </div>
    </Layout>
  );
}
