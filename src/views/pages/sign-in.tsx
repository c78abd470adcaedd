import { ErrorSummary, Field } from "../components/field.tsx";
import { Notice } from "../components/notice.tsx";
import { PasskeyButton } from "../components/passkey-button.tsx";
import { Layout } from "../layout.tsx";

interface SignInProps {
  readonly email?: string;
  /** Where to go afterwards; a path of ours. */
  readonly next?: string | null;
  readonly message?: string | null;
  readonly notice?: string | null;
  /** Offered in development only. */
  readonly demo: boolean;
}

export function SignInPage({ email = "", next = null, message = null, notice = null, demo }: SignInProps) {
  return (
    <Layout title="Sign in" viewer={null} scripts={["passkey-button.js"]}>
      <div class="slip">
        <h1>Sign in</h1>
        {notice === null ? null : <Notice tone="good">{notice}</Notice>}
        <ErrorSummary message={message} errors={[]} />
        <form method="post" action="/sign-in" class="form">
          {next === null ? null : <input type="hidden" name="next" value={next} />}
          <Field
            name="email"
            label="E-mail address"
            type="email"
            value={email}
            autocomplete="username webauthn"
            required
            literal
          />
          <Field name="password" label="Password" type="password" autocomplete="current-password" required />
          <button class="button button-primary" type="submit">
            Sign in
          </button>
        </form>
        <PasskeyButton kind="sign-in" label="Sign in with a passkey" next={next ?? "/"} />
        <p class="aside">
          Forgot your password? <a href="/forgot-password">Choose a new one</a>
        </p>
        <p class="aside">
          New here? <a href="/sign-up">Create your account</a>
        </p>
        {SIMULATORS && demo ? (
          <form method="post" action="/demo/sign-in" class="demo">
            {next === null ? null : <input type="hidden" name="next" value={next} />}
            <p>Only on this computer: a person with accounts on every simulated platform.</p>
            <button class="button" type="submit">
              Sign in as Ada (demo)
            </button>
          </form>
        ) : null}
      </div>
    </Layout>
  );
}
