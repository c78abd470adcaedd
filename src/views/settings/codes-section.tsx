import type { TotpState } from "../../services/totp/totp-schemas.ts";

/** From here on it is time for new ones. */
const FEW_CODES = 3;

/** Codes from an app as the second factor beside the password or a linked account. */
export function CodesSection({ totp }: { totp: TotpState }) {
  return (
    <section class="section" aria-labelledby="codes">
      <h2 id="codes">
        Codes from an app <span class="tag">{totp.enabled ? "On" : "Off"}</span>
      </h2>
      {totp.enabled ? <CodesOn left={totp.recovery_codes_left} /> : <CodesOff />}
    </section>
  );
}

function CodesOff() {
  return (
    <>
      <p>
        An app on your phone shows six digits that change every 30 seconds. Once codes are on, your password
        or a linked account opens nothing without them. A passkey needs none: it is two proofs in one.
      </p>
      <form method="post" action="/settings/codes" class="actions">
        <button class="button" type="submit">
          Set up an app
        </button>
      </form>
    </>
  );
}

function CodesOn({ left }: { left: number }) {
  return (
    <>
      <p>
        Signing in asks for a code, unless you use a passkey. {leftWords(left)}
        {left > FEW_CODES ? "" : " Make new ones before you need them."}
      </p>
      <p class="row-actions">
        <a class="button" href="/settings/codes/recovery">
          New recovery codes
        </a>
        <a class="danger" href="/settings/codes/off">
          Switch codes off
        </a>
      </p>
    </>
  );
}

function leftWords(left: number): string {
  if (left === 0) return "You have no recovery codes left.";
  return left === 1 ? "You have 1 recovery code left." : `You have ${left} recovery codes left.`;
}
