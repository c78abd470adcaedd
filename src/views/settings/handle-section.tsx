import { Field } from "../components/field.tsx";

interface HandleSectionProps {
  /** The handle, or what was typed; empty when there is none yet. */
  readonly value: string;
  readonly error?: string;
}

/** The name somebody goes by here. */
export function HandleSection({ value, error }: HandleSectionProps) {
  return (
    <section class="section" aria-labelledby="handle-title">
      <h2 id="handle-title">Your name here</h2>
      <form method="post" action="/settings/handle" class="form">
        <Field
          name="handle"
          label="Name"
          hint="3 to 30 characters: a to z, 0 to 9 and _. Names that look like somebody else’s are refused."
          value={value}
          error={error}
          maxlength={200}
          autocomplete="nickname"
          required
          literal
        />
        <button class="button button-primary" type="submit">
          Save this name
        </button>
      </form>
    </section>
  );
}
