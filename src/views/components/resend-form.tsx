import type { FieldError } from "../../errors.ts";
import { errorOf, Field } from "./field.tsx";

interface ResendFormProps {
  readonly email?: string;
  readonly errors?: readonly FieldError[];
}

/** Asks for the confirmation mail once more; the answer says nothing about the address. */
export function ResendForm({ email = "", errors = [] }: ResendFormProps) {
  return (
    <form method="post" action="/verify-email/resend" class="form">
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
      <button class="button" type="submit">
        Send a new link
      </button>
    </form>
  );
}
