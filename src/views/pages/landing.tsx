import { ContactSheet, Print } from "../components/contact-sheet.tsx";
import { Postmark } from "../components/postmark.tsx";
import { Layout } from "../layout.tsx";

interface LandingProps {
  readonly platforms: readonly {
    readonly id: string;
    readonly name: string;
    readonly mask: "circle" | "rounded" | "none";
  }[];
  /** RFC 3339; the stamp on the drawing. */
  readonly at: string;
}

const PICTURE = "/landing/dandelion-avatar.webp";

/** What Linkarooie does, shown rather than told. */
export function LandingPage({ platforms, at }: LandingProps) {
  const names = listOf(platforms.map((platform) => platform.name));
  return (
    <Layout
      title="Linkarooie"
      viewer={null}
      indexable
      description={`One profile picture and one banner on ${names}, and proof that they are really there.`}
    >
      <section class="hero">
        <div class="hero-words">
          <h1>One picture, everywhere. And proof that it’s there.</h1>
          <p class="lead">
            Upload your profile picture and banner once. Linkarooie cuts them to each platform’s own rules,
            puts them on {names}, then reads back what is really shown.
          </p>
          <p class="actions">
            <a class="button button-primary" href="/sign-up">
              Create your account
            </a>
            <a class="button" href="/sign-in">
              Sign in
            </a>
          </p>
        </div>
        <figure class="hero-drawing">
          <Print mask="none" slot="banner" src="/landing/dandelion-banner.webp" alt="" />
          <div class="hero-source">
            <Print
              mask="circle"
              slot="avatar"
              size="large"
              src={PICTURE}
              alt="A dandelion clock in the evening sun"
            />
          </div>
          <LongHop />
          <ContactSheet label="The same picture on each platform">
            {platforms.map((platform, index) => (
              <li>
                <span class="sheet-picture">
                  <Print
                    mask={platform.mask}
                    slot="avatar"
                    src={PICTURE}
                    alt={`The dandelion as ${platform.name} shows it`}
                  />
                  {index === platforms.length - 1 ? (
                    <Postmark id="hero" platform={platform.name} at={at} />
                  ) : null}
                </span>
                <span class="sheet-name">{platform.name}</span>
              </li>
            ))}
          </ContactSheet>
        </figure>
      </section>
      <section class="three">
        <h2>Three steps, then it looks after itself</h2>
        <ol>
          <li>
            <h3>Choose the cut</h3>
            <p>
              Move your photo under the true shape of every platform. We keep the whole picture, so you can
              change your mind.
            </p>
          </li>
          <li>
            <h3>Connect your accounts</h3>
            <p>
              Through each platform’s own sign-in. You see what we ask for and why before you go, and you can
              take it back.
            </p>
          </li>
          <li>
            <h3>See it arrive</h3>
            <p>
              “Sent” is not “shown”. We look at your profile afterwards and stamp what we saw, with the time.
            </p>
          </li>
        </ol>
      </section>
    </Layout>
  );
}

/** The hop from the picture on the left to the last platform of the row below, whatever the width. */
function LongHop() {
  return (
    <svg class="long-hop" viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
      <path d="M2 34C18 -14 62 -8 68 98" vector-effect="non-scaling-stroke" />
    </svg>
  );
}

function listOf(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1) ?? ""}`;
}
