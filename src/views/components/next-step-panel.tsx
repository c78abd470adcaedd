import type { NextStep } from "../next-step.ts";
import { type PlatformFacts, platformOf } from "../platform-facts.ts";

/** The one thing to do next, with its button. */
export function NextStepPanel(props: {
  step: NextStep;
  platforms: readonly PlatformFacts[];
  pictures: string;
  accounts: number;
}) {
  const { step, pictures, accounts } = props;
  switch (step.kind) {
    case "upload":
      return (
        <Step
          words="Hang your first picture. The rest follows from it."
          href="/pictures"
          button="Choose a picture"
        />
      );
    case "connect":
      return (
        <Step
          words="Your picture is ready to travel. Tell us where it should go."
          href="/connections"
          button="Connect an account"
        />
      );
    case "watch":
      return (
        <Step
          words="Your pictures are on their way."
          href={`/syncs/${step.runId}`}
          button="Watch them arrive"
        />
      );
    case "reconnect": {
      const { name } = platformOf(props.platforms, step.connection.platform);
      return (
        <Step
          words={`${name} no longer lets us in. Connect it again before the next change.`}
          href={`/connections#${step.connection.id}`}
          button={`Mend ${name}`}
        />
      );
    }
    case "put":
      return (
        <form method="post" action="/syncs" class="step">
          <p>{`${pictures}, ${plural(accounts, "account")}.`}</p>
          <span class="row-actions">
            <button class="button button-primary" type="submit">
              Put it everywhere
            </button>
            <button class="button" type="submit" formaction="/syncs/plan">
              Check first
            </button>
          </span>
        </form>
      );
    case "rest":
      return (
        <form method="post" action="/syncs" class="step">
          <p>When we last looked, every account showed exactly this.</p>
          <span class="row-actions">
            <button class="button" type="submit">
              Check again
            </button>
            <button class="button button-plain" type="submit" formaction="/syncs/plan">
              Check first
            </button>
          </span>
        </form>
      );
  }
}

function plural(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? "" : "s"}`;
}

function Step({ words, href, button }: { words: string; href: string; button: string }) {
  return (
    <div class="step">
      <p>{words}</p>
      <a class="button button-primary" href={href}>
        {button}
      </a>
    </div>
  );
}
