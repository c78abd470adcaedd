import { Field } from "./field.tsx";

/** Which code is asked for: the app's six digits, or one of the recovery codes. The server takes either. */
export type CodeKind = "app" | "recovery";

interface CodeFieldProps {
  readonly kind: CodeKind;
  /** The same page, asking for the other kind. */
  readonly switchHref: string;
  readonly error?: string | undefined;
  /** True when the page has no other field. */
  readonly alone?: boolean;
}

/** One field for both kinds of code; what differs is the keys a phone shows, and what it offers to fill in. */
export function CodeField({ kind, switchHref, error, alone = false }: CodeFieldProps) {
  return (
    <>
      {kind === "app" ? (
        <Field
          name="code"
          label="Code from your app"
          hint="Six digits. The app shows new ones every 30 seconds."
          autocomplete="one-time-code"
          inputmode="numeric"
          required
          literal
          error={error}
          alone={alone}
        />
      ) : (
        <Field
          name="code"
          label="Recovery code"
          hint="26 letters and digits. Each of them works once."
          autocomplete="off"
          required
          literal
          error={error}
          alone={alone}
        />
      )}
      <p class="aside">
        <a href={switchHref}>{kind === "app" ? "Use a recovery code" : "Use a code from your app"}</a>
      </p>
      {kind === "app" ? null : <input type="hidden" name="with" value="recovery" />}
    </>
  );
}
