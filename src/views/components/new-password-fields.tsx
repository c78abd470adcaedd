import type { FieldError } from "../../errors.ts";
import { errorOf, Field } from "./field.tsx";

interface NewPasswordFieldsProps {
  /** The account's address: tells a password manager whose password it is. */
  readonly email: string;
  readonly errors: readonly FieldError[];
}

/** The field of a new password, wherever one is chosen for an account that is there already. */
export function NewPasswordFields({ email, errors }: NewPasswordFieldsProps) {
  return (
    <>
      <input type="text" name="username" value={email} autocomplete="username" hidden readonly />
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
    </>
  );
}
