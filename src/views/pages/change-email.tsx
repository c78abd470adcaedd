import type { AddressChangeState } from "../../services/accounts/confirm-address-change.ts";
import { ErrorSummary } from "../components/field.tsx";
import { Layout, type Viewer } from "../layout.tsx";

interface ChangeEmailProps {
  /** Null for somebody who is not signed in. */
  readonly viewer: Viewer | null;
  readonly token: string;
  readonly change: AddressChangeState;
  readonly message?: string | null;
}

/** Behind the link to a new address. Opening it uses nothing up: mail scanners open links too. */
export function ChangeEmailPage({ viewer, token, change, message = null }: ChangeEmailProps) {
  switch (change.state) {
    case "ready":
      return <Ready viewer={viewer} token={token} address={change.address} message={message} />;
    case "sign_in":
      return <SignInFirst token={token} />;
    case "other_account":
      return <OtherAccount viewer={viewer} />;
    case "new_link":
      return <SpentLink viewer={viewer} />;
  }
}

function Ready(props: { viewer: Viewer | null; token: string; address: string; message: string | null }) {
  return (
    <Layout title="Take your new address" viewer={props.viewer} section="settings">
      <div class="slip">
        <h1>Take your new address</h1>
        <p class="lead">
          From now on you sign in as <strong dir="auto">{props.address}</strong>, and our mail goes there.
          Every other browser is signed out.
        </p>
        <ErrorSummary message={props.message} errors={[]} />
        <form method="post" action="/change-email" class="actions">
          <input type="hidden" name="token" value={props.token} />
          <button class="button button-primary" type="submit">
            Change my address
          </button>
          <a class="button" href="/settings">
            Keep the one I have
          </a>
        </form>
      </div>
    </Layout>
  );
}

function SignInFirst({ token }: { token: string }) {
  const next = `/change-email?token=${encodeURIComponent(token)}`;
  return (
    <Layout title="Sign in first" viewer={null}>
      <div class="slip">
        <h1>Sign in first</h1>
        <p class="lead">
          This link changes the address of an account, so it works only for somebody who is signed in to it.
          It stays good: after signing in you come back here.
        </p>
        <p class="actions">
          <a class="button button-primary" href={`/sign-in?next=${encodeURIComponent(next)}`}>
            Sign in and go on
          </a>
        </p>
      </div>
    </Layout>
  );
}

function OtherAccount({ viewer }: { viewer: Viewer | null }) {
  return (
    <Layout title="This link is for another account" viewer={viewer} section="settings">
      <div class="slip">
        <h1>This link is for another account</h1>
        <p class="lead">
          You are signed in to an account that did not ask for it. Sign out, then open the link again and sign
          in to the one that did. The link stays good.
        </p>
        <form method="post" action="/sign-out" class="actions">
          <button class="button button-primary" type="submit">
            Sign out
          </button>
        </form>
      </div>
    </Layout>
  );
}

function SpentLink({ viewer }: { viewer: Viewer | null }) {
  return (
    <Layout title="This link is used up" viewer={viewer} section="settings">
      <div class="slip">
        <h1>This link is used up</h1>
        <p>
          It was used already, was replaced by a newer one, or is older than 60 minutes. Your settings show
          the address your account has; ask for the change again there.
        </p>
        <p class="actions">
          <a class="button button-primary" href="/settings">
            Open your settings
          </a>
        </p>
      </div>
    </Layout>
  );
}
