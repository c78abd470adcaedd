import { Layout } from "../layout.tsx";

interface ErrorPageProps {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly requestId: string;
  readonly signedIn: boolean;
}

/** What happened, whose turn it is, what next. Needs no data, so it works when everything else is away. */
export function ErrorPage({ status, code, title, detail, requestId, signedIn }: ErrorPageProps) {
  const next = nextFor(status, code);
  return (
    <Layout title={title} viewer={signedIn ? { name: null } : null}>
      <div class="slip">
        <MissedHop />
        <p class="kicker">{next.turn}</p>
        <h1>{title}</h1>
        <p class="lead">{detail}</p>
        <p class="actions">
          <a class="button button-primary" href={next.href}>
            {next.label}
          </a>
        </p>
        <p class="quiet small">
          Request <code>{requestId}</code>, status {status}.
        </p>
      </div>
    </Layout>
  );
}

/** The hop that did not land. */
function MissedHop() {
  return (
    <svg class="hop hop-missed" viewBox="0 0 120 52" aria-hidden="true">
      <circle class="hop-from" cx="13" cy="39" r="10" />
      <path class="hop-arc" d="M21 25C31 12 46 6 60 6" />
      <circle class="hop-lost" cx="107" cy="39" r="10" />
    </svg>
  );
}

function nextFor(
  status: number,
  code: string,
): { readonly turn: string; readonly href: string; readonly label: string } {
  if (code === "second_factor_required")
    return { turn: "Your turn", href: "/settings/sign-in", label: "Ways to sign in" };
  if (status === 401) return { turn: "Your turn", href: "/sign-in", label: "Sign in" };
  if (status === 429) return { turn: "Wait a little", href: "/", label: "Go home" };
  if (status >= 500) return { turn: "Our turn", href: "/", label: "Go home" };
  return { turn: "Your turn", href: "/", label: "Go home" };
}
