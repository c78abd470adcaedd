import type { FieldError } from "../../errors.ts";
import type { ProofWays } from "../../services/sessions/proof-ways.ts";
import { CodeField, type CodeKind } from "../components/code-field.tsx";
import { ErrorSummary, errorOf, Field } from "../components/field.tsx";
import { PasskeyButton } from "../components/passkey-button.tsx";
import { Layout, type Viewer } from "../layout.tsx";

interface ReauthenticateProps {
  readonly viewer: Viewer;
  /** The account's address, so that a password manager fills in the right password. */
  readonly email: string;
  readonly ways: ProofWays;
  readonly kind: CodeKind;
  /** Where to go on; a path of ours. */
  readonly next: string;
  readonly message?: string | null;
  readonly errors?: readonly FieldError[];
}

/** Asked before anything that changes who gets in. */
export function ReauthenticatePage(props: ReauthenticateProps) {
  const { viewer, email, ways, kind, next, message = null, errors = [] } = props;
  const other = new URLSearchParams({ ...(kind === "app" ? { with: "recovery" } : {}), next });
  return (
    <Layout
      title="Show that it is you"
      viewer={viewer}
      section="settings"
      scripts={ways.passkey ? ["passkey-button.js"] : []}
    >
      <div class="slip">
        <h1>Show that it is you</h1>
        <p class="lead">What comes next changes who can get in to your account. It is good for 15 minutes.</p>
        <ErrorSummary message={message} errors={[]} />
        {ways.password ? (
          <form method="post" action="/reauthenticate" class="form">
            <input type="hidden" name="next" value={next} />
            <input type="text" name="username" value={email} autocomplete="username" hidden readonly />
            <Field
              name="password"
              label="Password"
              type="password"
              autocomplete="current-password"
              required
            />
            {ways.code ? (
              <CodeField
                kind={kind}
                switchHref={`/reauthenticate?${other.toString()}`}
                error={errorOf(errors, "code")}
              />
            ) : null}
            <button class="button button-primary" type="submit">
              Go on
            </button>
          </form>
        ) : null}
        {ways.passkey ? (
          <PasskeyButton
            kind="reauthenticate"
            label="Use a passkey"
            next={next}
            without={ways.password ? "" : "Your passkey can be asked for only where JavaScript runs."}
          />
        ) : null}
      </div>
    </Layout>
  );
}
