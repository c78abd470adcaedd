import { Layout, type Viewer } from "../layout.tsx";

interface ProviderStepProps {
  readonly viewer: Viewer;
  readonly provider: string;
  readonly purpose: "link" | "reauthenticate";
  /** Begins the flow; an address of ours. */
  readonly href: string;
}

/** Stands between a link on somebody else's page and what it would begin here: one click of the person's own. */
export function ProviderStepPage({ viewer, provider, purpose, href }: ProviderStepProps) {
  const links = purpose === "link";
  const title = links ? `Link your ${provider} account` : "Show that it is you";
  return (
    <Layout title={title} viewer={viewer} section="settings">
      <div class="slip">
        <h1>{title}</h1>
        <p class="lead">
          {links
            ? `From then on it opens this account. Go on only if you want that: nothing happens by itself.`
            : `Sign in at ${provider} once more. It is good for 15 minutes here.`}
        </p>
        <p class="actions">
          <a class="button button-primary" href={href}>
            {links ? `Link your ${provider} account` : `Go on with ${provider}`}
          </a>
          <a class="button" href="/settings/sign-in">
            {links ? "Leave it" : "Back to settings"}
          </a>
        </p>
      </div>
    </Layout>
  );
}
