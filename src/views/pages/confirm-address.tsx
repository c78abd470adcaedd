import type { FieldError } from "../../errors.ts";
import { ErrorSummary, errorOf, Field } from "../components/field.tsx";
import { Hop } from "../components/hop.tsx";
import { Layout } from "../layout.tsx";

interface ConfirmAddressProps {
  readonly provider: string;
  /** What the provider named, or was typed. */
  readonly email: string;
  readonly message?: string | null;
  readonly errors?: readonly FieldError[];
}

/** Signed in through a provider that does not vouch for an address: ours to prove. */
export function ConfirmAddressPage({ provider, email, message = null, errors = [] }: ConfirmAddressProps) {
  return (
    <Layout title="Confirm your address" viewer={null}>
      <div class="slip">
        <h1>Confirm your address</h1>
        <p class="lead">
          {provider} knows who you are, but not whether an address is yours. We send you a link that proves
          it; open it in this browser.
        </p>
        <ErrorSummary message={message} errors={errors} />
        <form method="post" action="/auth/confirm-address" class="form">
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
          Not what you wanted? <a href="/sign-in">Back to sign in</a>
        </p>
      </div>
    </Layout>
  );
}

/** The same whether or not the address has an account. */
export function AddressSentPage({ provider, email }: { provider: string; email: string }) {
  return (
    <Layout title="Check your mail" viewer={null}>
      <div class="slip">
        <Hop once />
        <h1>Check your mail</h1>
        <p>
          We wrote to <strong dir="auto">{email}</strong>. The link works once, for 60 minutes. Your turn:
          open it in this browser, where you signed in through {provider}.
        </p>
        <p>
          Nothing there after a few minutes? Look in the spam folder, or{" "}
          <a href="/auth/confirm-address">use another address</a>.
        </p>
      </div>
    </Layout>
  );
}
