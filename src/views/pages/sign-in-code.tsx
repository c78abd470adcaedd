import type { FieldError } from "../../errors.ts";
import { CodeField, type CodeKind } from "../components/code-field.tsx";
import { ErrorSummary, errorOf } from "../components/field.tsx";
import { Layout } from "../layout.tsx";

interface SignInCodeProps {
  readonly kind: CodeKind;
  /** Where to go afterwards; a path of ours. */
  readonly next: string | null;
  readonly message?: string | null;
  readonly errors?: readonly FieldError[];
}

/** The second step of signing in: one field. */
export function SignInCodePage({ kind, next, message = null, errors = [] }: SignInCodeProps) {
  const other = new URLSearchParams({
    ...(kind === "app" ? { with: "recovery" } : {}),
    ...(next === null ? {} : { next }),
  });
  return (
    <Layout title="Your code" viewer={null}>
      <div class="slip">
        <h1>Your code</h1>
        <p class="lead">Your account asks for a second proof that it is you.</p>
        <ErrorSummary message={message} errors={[]} />
        <form method="post" action="/sign-in/code" class="form">
          {next === null ? null : <input type="hidden" name="next" value={next} />}
          <CodeField
            kind={kind}
            switchHref={`/sign-in/code${other.size === 0 ? "" : `?${other.toString()}`}`}
            error={errorOf(errors, "code")}
            alone
          />
          <button class="button button-primary" type="submit">
            Sign in
          </button>
        </form>
        <p class="aside">
          Not you? <a href="/sign-in">Start again</a>
        </p>
      </div>
    </Layout>
  );
}
