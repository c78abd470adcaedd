import type { IdentityResource } from "../../services/identities/identity-resource.ts";
import { Notice } from "../components/notice.tsx";
import { Time } from "../components/time.tsx";

interface LinkedAccountsProps {
  readonly identities: readonly IdentityResource[];
  /** Only those that are on. */
  readonly providers: readonly { readonly id: string; readonly name: string }[];
  /** Why linking or removing did not work. */
  readonly problem: string | null;
  readonly now: number;
}

/** Accounts elsewhere that open this one. */
export function LinkedAccountsSection({ identities, providers, problem, now }: LinkedAccountsProps) {
  if (identities.length === 0 && providers.length === 0) return null;
  return (
    <section class="section" aria-labelledby="linked">
      <h2 id="linked">Linked accounts</h2>
      {problem === null ? null : <Notice tone="bad">{problem}</Notice>}
      {identities.length === 0 ? (
        <p>None yet. A linked account opens this one without a password.</p>
      ) : (
        <ul class="records">
          {identities.map((identity) => (
            <LinkedAccount identity={identity} now={now} />
          ))}
        </ul>
      )}
      {providers.length === 0 ? null : (
        <p class="actions">
          {providers.map(({ id, name }) => (
            <a class="button" href={`/auth/${id}?purpose=link`}>
              Link a {name} account
            </a>
          ))}
        </p>
      )}
    </section>
  );
}

function LinkedAccount({ identity, now }: { identity: IdentityResource; now: number }) {
  const who = identity.email ?? identity.name;
  return (
    <li class="record">
      <div>
        <p>
          <strong>{identity.provider_name}</strong>
          {who === null ? null : (
            <>
              {", "}
              <span dir="auto">{who}</span>
            </>
          )}
        </p>
        <p class="hint">
          Linked <Time at={identity.linked_at} now={now} />, last used{" "}
          <Time at={identity.last_used_at} now={now} />.
        </p>
        {identity.removable ? null : (
          <p class="hint">Your only way in: add another one before you remove it.</p>
        )}
      </div>
      {identity.removable ? (
        <form method="post" action={`/settings/sign-in/identities/${identity.id}/remove`}>
          <button class="button button-danger" type="submit" aria-label={`Remove ${identity.provider_name}`}>
            Remove
          </button>
        </form>
      ) : null}
    </li>
  );
}
