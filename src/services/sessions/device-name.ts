import Bowser from "bowser";

/** `Firefox on Windows`: what a person recognises a browser by. Programs are called by their first word. */
export function deviceName(userAgent: string | null): string {
  if (userAgent === null || userAgent.trim() === "") return "Unknown device";
  const { browser, os } = Bowser.parse(userAgent);
  // The parser gives an empty name for what it does not know.
  if (browser.name && os.name) return `${browser.name} on ${os.name}`;
  const first = /^[\w.-]{1,40}/.exec(userAgent)?.[0];
  return browser.name || first || "Unknown device";
}
