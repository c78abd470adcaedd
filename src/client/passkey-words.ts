/** A refusal of our server: its sentence is for people, its code says what to do about it. */
export class ServerRefusal extends Error {
  readonly code: string;

  constructor(code: string, detail: string) {
    super(detail);
    this.code = code;
  }
}

const SENTENCES: Readonly<Record<string, string>> = {
  // Closed, timed out, or nothing fitting was found: browsers do not tell which, so that sites learn nothing.
  NotAllowedError: "No passkey came back: the request was closed, took too long, or found none. Try again.",
  InvalidStateError: "This device already has a passkey for your account.",
  ConstraintError:
    "This device cannot check that it is you. Set up a screen lock, a fingerprint or a PIN on it first.",
  NotSupportedError: "This device cannot make the kind of passkey we take. Try another one.",
  SecurityError: "Passkeys do not work under this address. Open Linkarooie under its own.",
  TypeError: "The connection broke. Try again.",
};

/** What to say when a passkey was not made or used; empty when the person is on to something else already. */
export function passkeyWords(error: unknown): string {
  if (error instanceof ServerRefusal) return error.message;
  const name = error instanceof Error ? error.name : "";
  if (name === "AbortError") return "";
  return SENTENCES[name] ?? "That did not work in this browser. Try again, or use another way.";
}
