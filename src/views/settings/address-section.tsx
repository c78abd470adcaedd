import type { FieldError } from "../../errors.ts";
import { ErrorSummary, errorOf, Field } from "../components/field.tsx";

export interface AddressFormProps {
  /** True where the form is the one thing on its page. */
  readonly alone?: boolean;
  /** What was typed. */
  readonly email?: string;
  readonly message?: string | null;
  readonly errors?: readonly FieldError[];
}

export function AddressForm({ alone = false, email = "", message = null, errors = [] }: AddressFormProps) {
  return (
    <>
      <ErrorSummary message={message} errors={errors} />
      <form method="post" action="/settings/address" class="form">
        <Field
          name="email"
          label="New e-mail address"
          type="email"
          value={email}
          hint="We send a link there. Until you open it, your account keeps the address it has."
          autocomplete="email"
          required
          literal
          error={errorOf(errors, "email")}
        />
        <button class={alone ? "button button-primary" : "button"} type="submit">
          Send the link
        </button>
      </form>
    </>
  );
}

/** The address somebody signs in with, and how to change it. */
export function AddressSection({ current, recentProof }: { current: string; recentProof: boolean }) {
  return (
    <section class="section" aria-labelledby="address">
      <h2 id="address">E-mail address</h2>
      <p>
        You sign in as <strong dir="auto">{current}</strong>, and our mail goes there.
      </p>
      {recentProof ? (
        <AddressForm />
      ) : (
        <p class="actions">
          <a class="button" href="/settings/address">
            Change the address
          </a>
        </p>
      )}
    </section>
  );
}
