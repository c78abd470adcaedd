/**
 * `<passkey-button data-kind data-next>` around a hidden button and a line that is read out: adds a passkey, signs in with
 * one, or shows with one who it is. At the sign-in it also offers passkeys where the address is typed. Without this script,
 * or in a browser without passkeys, the button stays hidden.
 */
import {
  browserSupportsWebAuthn,
  browserSupportsWebAuthnAutofill,
  startAuthentication,
  startRegistration,
} from "@simplewebauthn/browser";

import { passkeyWords, ServerRefusal } from "./passkey-words.ts";

const API = "/api/v1/auth/passkeys";
/** Our challenges are good for 5 minutes; whoever leaves the page open still gets a fresh one. */
const RENEW_OFFER_MS = 4 * 60_000;

const PATHS: Readonly<Record<string, readonly [options: string, finish: string]>> = {
  add: [`${API}/registration/options`, `${API}/registration`],
  "sign-in": [`${API}/sign-in/options`, `${API}/sign-in`],
  reauthenticate: [`${API}/reauthenticate/options`, `${API}/reauthenticate`],
};

class PasskeyButton extends HTMLElement {
  private timer = 0;

  connectedCallback(): void {
    const button = this.querySelector<HTMLButtonElement>("[data-part=go]");
    if (button === null) return;
    if (!browserSupportsWebAuthn()) {
      if (this.kind() !== "sign-in") this.say("This browser has no passkeys.");
      return;
    }
    this.say("");
    button.hidden = false;
    button.addEventListener("click", () => void this.press(button));
    if (this.kind() === "sign-in") void this.offer();
  }

  disconnectedCallback(): void {
    clearInterval(this.timer);
  }

  private async press(button: HTMLButtonElement): Promise<void> {
    button.disabled = true;
    this.say("");
    try {
      await this.run(false);
    } catch (error) {
      this.fail(error);
      // The button's request took the place of the one beside the address.
      if (this.kind() === "sign-in") void this.offer();
    } finally {
      button.disabled = false;
    }
  }

  /** Lets the browser offer passkeys beside the address, for as long as the page is open. */
  private async offer(): Promise<void> {
    clearInterval(this.timer);
    if (!(await browserSupportsWebAuthnAutofill().catch(() => false))) return;
    const wait = () => {
      // Nobody has asked for anything yet: only a refusal of what they chose is worth a word.
      this.run(true).catch((error: unknown) => {
        if (error instanceof ServerRefusal && error.code === "passkey_not_accepted") this.fail(error);
      });
    };
    this.timer = window.setInterval(wait, RENEW_OFFER_MS);
    wait();
  }

  private async run(offered: boolean): Promise<void> {
    const [optionsPath, finishPath] = PATHS[this.kind()] ?? ["", ""];
    const options = await post(optionsPath);
    const response =
      this.kind() === "add"
        ? await startRegistration({
            optionsJSON: options as Parameters<typeof startRegistration>[0]["optionsJSON"],
          })
        : await startAuthentication({
            optionsJSON: options as Parameters<typeof startAuthentication>[0]["optionsJSON"],
            useBrowserAutofill: offered,
          });
    await post(finishPath, { response });
    location.assign(this.dataset["next"] ?? "/");
  }

  private fail(error: unknown): void {
    if (error instanceof ServerRefusal && error.code === "reauthentication_needed") {
      location.assign(`/reauthenticate?next=${encodeURIComponent(location.pathname)}`);
      return;
    }
    this.say(passkeyWords(error));
  }

  private kind(): string {
    return this.dataset["kind"] ?? "";
  }

  private say(words: string): void {
    const line = this.querySelector("[data-part=say]");
    if (line !== null) line.textContent = words;
  }
}

/** Throws the server's refusal, or a `TypeError` when it did not answer. */
async function post(path: string, body?: unknown): Promise<unknown> {
  const json = { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const answer = await fetch(path, { method: "POST", ...(body === undefined ? {} : json) });
  const said = (await answer.json()) as { code?: string; detail?: string };
  if (answer.ok) return said;
  throw new ServerRefusal(said.code ?? "", said.detail ?? "");
}

customElements.define("passkey-button", PasskeyButton);
