import type { FieldError } from "../../errors.ts";
import { ErrorSummary, errorOf, Field } from "../components/field.tsx";

export interface AddressFormProps {
  /** The address the account has. */
  readonly current: string;
  /** What was typed. */
  readonly email?: string;
  readonly message?: string | null;
  readonly errors?: readonly FieldError[];
}

export function AddressForm({ current, email = "", message = null, errors = [] }: AddressFormProps) {
  return (
    <>
      <ErrorSummary message={message} errors={errors} />
      <form method="post" action="/settings/address" class="form">
        <Field
          name="email"
          label="New e-mail address"
          type="email"
          value={email}
          hint={`We send a link there. Until you open it, your account keeps ${current}.`}
          autocomplete="email"
          required
          literal
          error={errorOf(errors, "email")}
        />
        <button class="button" type="submit">
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
        <AddressForm current={current} />
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
