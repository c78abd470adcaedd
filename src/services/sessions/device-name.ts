import Bowser from "bowser";

/** `Firefox on Windows`: what a person recognises a browser by. Programs are called by their first word. */
export function deviceName(userAgent: string | null): string {
  if (userAgent === null || userAgent.trim() === "") return "Unknown device";
  const { browser, os } = Bowser.parse(userAgent);
  // Bowser leaves a name empty, or out, when it does not know one.
  if (browser.name && os.name) return `${browser.name} on ${os.name}`;
  return browser.name || (/^[\w.-]{1,40}/.exec(userAgent)?.[0] ?? "Unknown device");
}
