interface PasskeyButtonProps {
  readonly kind: "sign-in" | "add" | "reauthenticate";
  readonly label: string;
  /** Where to go on; a path of ours. */
  readonly next: string;
  /** Said in the place of the button where no script runs. */
  readonly without?: string;
}

/** The place of a button that only a script can work: `client/passkey-button.ts` shows it where the browser has passkeys. */
export function PasskeyButton({ kind, label, next, without = "" }: PasskeyButtonProps) {
  return (
    <passkey-button data-kind={kind} data-next={next}>
      <button class="button" type="button" data-part="go" hidden>
        {label}
      </button>
      <p class="hint" role="status" data-part="say">
        {without}
      </p>
    </passkey-button>
  );
}
