import type { PasskeyResource } from "../../services/passkeys/passkey-resource.ts";
import { PasskeyButton } from "../components/passkey-button.tsx";
import { Time } from "../components/time.tsx";

interface PasskeysSectionProps {
  readonly passkeys: readonly PasskeyResource[];
  /** True when a passkey is the only thing that opens the account. */
  readonly onlyWay: boolean;
  readonly now: number;
}

/** Passkeys: what there is, each with its name and its end, and the button that makes one. */
export function PasskeysSection({ passkeys, onlyWay, now }: PasskeysSectionProps) {
  return (
    <section class="section" aria-labelledby="passkeys">
      <h2 id="passkeys">Passkeys</h2>
      <p>
        A passkey opens your account with the fingerprint, face or PIN of your device. Nobody can guess it,
        and it answers no site but this one.
      </p>
      {passkeys.length === 0 ? null : (
        <ul class="records">
          {passkeys.map((passkey) => (
            <PasskeyRow passkey={passkey} onlyWay={onlyWay} now={now} />
          ))}
        </ul>
      )}
      <PasskeyButton
        kind="add"
        label={passkeys.length === 0 ? "Add a passkey" : "Add another passkey"}
        next="/settings/sign-in?done=passkey_added"
        without="Passkeys can be added only where JavaScript runs."
      />
    </section>
  );
}

function PasskeyRow({ passkey, onlyWay, now }: { passkey: PasskeyResource; onlyWay: boolean; now: number }) {
  const { id, name } = passkey;
  return (
    <li class="record">
      <div>
        <p>
          <strong dir="auto">{name}</strong>
          {passkey.synced ? <span class="tag">Synced</span> : null}
        </p>
        <p class="hint">
          Added <Time at={passkey.created_at} now={now} />,{" "}
          {passkey.last_used_at === null ? (
            "not used yet"
          ) : (
            <>
              last used <Time at={passkey.last_used_at} now={now} />
            </>
          )}
          .{onlyWay ? " It is your only way in: add another before you remove it." : ""}
        </p>
        <details>
          <summary>Rename</summary>
          <form method="post" action={`/settings/passkeys/${id}/name`} class="rename">
            <label class="visually-hidden" for={`name-${id}`}>
              New name of {name}
            </label>
            <input id={`name-${id}`} name="name" value={name} maxlength={60} required autocomplete="off" />
            <button class="button" type="submit">
              Save
            </button>
          </form>
        </details>
      </div>
      {onlyWay ? null : (
        <a class="button" href={`/settings/passkeys/${id}/remove`} aria-label={`Remove ${name}`}>
          Remove
        </a>
      )}
    </li>
  );
}
