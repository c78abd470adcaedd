import type { FieldError } from "../../errors.ts";

interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly type?: "text" | "email" | "password";
  readonly value?: string | undefined;
  readonly hint?: string;
  readonly autocomplete?: string;
  /** Which keys a phone shows. */
  readonly inputmode?: "numeric";
  readonly required?: boolean;
  readonly minlength?: number;
  readonly maxlength?: number;
  readonly placeholder?: string;
  readonly error?: string | undefined;
  /** Goes to the field at once when it came back with an error: for pages with one field. */
  readonly alone?: boolean;
  /** For what is not prose: addresses, handles, passwords. */
  readonly literal?: boolean;
}

/** The message for one field, from the errors a service threw. */
export function errorOf(errors: readonly FieldError[], name: string): string | undefined {
  return errors.find((error) => error.pointer === `/${name}` || error.pointer === name)?.detail;
}

/** A labelled input with its hint and its error tied to it. */
export function Field(props: FieldProps) {
  const { name, label, type = "text", value, hint, error, literal = false } = props;
  const described = [hint === undefined ? "" : `${name}-hint`, error === undefined ? "" : `${name}-error`]
    .join(" ")
    .trim();
  return (
    <div class="field">
      <label for={name}>{label}</label>
      {hint === undefined ? null : (
        <p class="hint" id={`${name}-hint`}>
          {hint}
        </p>
      )}
      <input
        id={name}
        name={name}
        type={type}
        value={value}
        required={props.required ?? false}
        minlength={props.minlength}
        maxlength={props.maxlength}
        placeholder={props.placeholder}
        autocomplete={props.autocomplete}
        inputmode={props.inputmode}
        autofocus={props.alone === true && error !== undefined}
        {...(literal ? { autocapitalize: "none", spellcheck: false } : {})}
        aria-describedby={described === "" ? undefined : described}
        aria-invalid={error === undefined ? undefined : "true"}
      />
      {error === undefined ? null : (
        <p class="field-error" id={`${name}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}

/** At the top of a form that came back: how many things to mend, each a link to its field. */
export function ErrorSummary({ message, errors }: { message: string | null; errors: readonly FieldError[] }) {
  if (message === null && errors.length === 0) return null;
  return (
    <div class="notice tone-bad" role="alert" tabindex={-1}>
      <div>
        <p>
          <strong>{message ?? "Something needs mending before we can go on."}</strong>
        </p>
        {errors.length === 0 ? null : (
          <ul>
            {errors.map((error) => (
              <li>
                <a href={`#${error.pointer.replace(/^\//, "")}`}>{error.detail}</a>
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}
