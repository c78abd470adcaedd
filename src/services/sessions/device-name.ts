import Bowser from "bowser";

/** `Firefox on Windows`: what a person recognises a browser by. Programs are called by their first word. */
export function deviceName(userAgent: string | null): string {
  if (userAgent === null || userAgent.trim() === "") return "Unknown device";
  const { browser, os } = Bowser.parse(userAgent);
  if (browser.name !== undefined && os.name !== undefined) return `${browser.name} on ${os.name}`;
  const first = /^[\w.-]{1,40}/.exec(userAgent)?.[0];
  return browser.name ?? first ?? "Unknown device";
}
