import { ErrorSummary, Field } from "../components/field.tsx";
import { ProviderLinks } from "../components/provider-links.tsx";
import { Layout, type Viewer } from "../layout.tsx";

interface ReauthenticateProps {
  readonly viewer: Viewer;
  /** The account's address, so that a password manager fills in the right password. */
  readonly email: string;
  /** Where to go on; a path of ours. */
  readonly next: string;
  readonly message?: string | null;
  /** Login providers that can prove it. */
  readonly providers: Parameters<typeof ProviderLinks>[0]["providers"];
}

/** Asked before anything that changes who gets in. */
export function ReauthenticatePage(props: ReauthenticateProps) {
  const { viewer, email, next, message = null, providers } = props;
  return (
    <Layout title="Show that it is you" viewer={viewer} section="settings">
      <div class="slip">
        <h1>Show that it is you</h1>
        <p class="lead">What comes next changes who can get in to your account. It is good for 15 minutes.</p>
        <ErrorSummary message={message} errors={[]} />
        <form method="post" action="/reauthenticate" class="form">
          <input type="hidden" name="next" value={next} />
          <input type="text" name="username" value={email} autocomplete="username" hidden readonly />
          <Field name="password" label="Password" type="password" autocomplete="current-password" required />
          <button class="button button-primary" type="submit">
            Go on
          </button>
        </form>
        <ProviderLinks providers={providers} purpose="reauthenticate" next={next} />
      </div>
    </Layout>
  );
}
