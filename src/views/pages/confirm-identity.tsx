import { Layout } from "../layout.tsx";

interface ConfirmIdentityProps {
  readonly token: string;
  readonly provider: string;
}

/** Behind the link of the mail, in the browser that began. Opening it uses nothing up: mail scanners open links too. */
export function ConfirmIdentityPage({ token, provider }: ConfirmIdentityProps) {
  return (
    <Layout title="Confirm your address" viewer={null}>
      <div class="slip">
        <h1>Confirm your address</h1>
        <p class="lead">One click, and the address is proved. {provider} opens your account from then on.</p>
        <form method="post" action="/auth/confirm" class="form">
          <input type="hidden" name="token" value={token} />
          <button class="button button-primary" type="submit">
            Confirm this address
          </button>
        </form>
      </div>
    </Layout>
  );
}

/** The mail was read somewhere else than where somebody signed in: perhaps by somebody else. */
export function OtherBrowserPage({ provider }: { provider: string }) {
  return (
    <Layout title="Open this link in the other browser" viewer={null}>
      <div class="slip">
        <h1>Open this link in the other browser</h1>
        <p class="lead">
          Open this link in the browser where you signed in through {provider}. It is still good there.
        </p>
        <p>
          You did not sign in through {provider}? Then somebody gave your address. Close this page: without
          your click, nothing happens.
        </p>
      </div>
    </Layout>
  );
}

export function SpentConfirmationPage() {
  return (
    <Layout title="This link is used up" viewer={null}>
      <div class="slip">
        <h1>This link is used up</h1>
        <p>It was used already, is older than 60 minutes, or a newer one took its place.</p>
        <p>Start again from the sign-in page: if your account was made, you are let in at once.</p>
        <p class="actions">
          <a class="button button-primary" href="/sign-in">
            Sign in
          </a>
        </p>
      </div>
    </Layout>
  );
}
