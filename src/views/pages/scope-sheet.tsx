import { Hop } from "../components/hop.tsx";
import { Layout, type Viewer } from "../layout.tsx";
import type { PlatformFacts } from "../platform-facts.ts";

interface ScopeSheetProps {
  readonly viewer: Viewer;
  readonly platform: PlatformFacts;
  /** The server or handle the person named, null where the platform has one address. */
  readonly place: string | null;
  readonly authorizeUrl: string;
}

/** Before leaving for the platform: what we ask for and why. Going on is a link, so that no form leaves this origin. */
export function ScopeSheetPage({ viewer, platform, place, authorizeUrl }: ScopeSheetProps) {
  return (
    <Layout title={`Connect ${platform.name}`} viewer={viewer} section="connections">
      <div class="slip">
        <Hop once />
        <h1>Next, {platform.name} asks you</h1>
        <p class="lead">
          You sign in {place === null ? "there" : platform.asks === "host" ? "at " : "as "}
          {place === null ? null : <strong dir="auto">{place}</strong>}, not here. We never see your password.
          This is what we ask for:
        </p>
        <ul class="scopes">
          {platform.scopes.map(({ scope, why }) => (
            <li>
              <p>{why}</p>
              <code>{scope}</code>
            </li>
          ))}
        </ul>
        <p class="actions">
          <a class="button button-primary" href={authorizeUrl} rel="noreferrer">
            Continue to {platform.name}
          </a>
          <a class="button" href="/connections">
            Not now
          </a>
        </p>
        <p class="quiet small">You can disconnect at any time, here or at {platform.name}.</p>
      </div>
    </Layout>
  );
}
