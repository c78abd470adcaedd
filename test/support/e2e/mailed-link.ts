import { expect } from "vitest";

import type { Stack } from "../../../scripts/stack/stack.ts";

/** The link with this path in the newest mail to an address that has one. */
export async function mailedLink(stack: Stack, email: string, path: string): Promise<string> {
  const wanted = new RegExp(`http\\S+/${path}\\?token=\\S+`);
  const read = async () => {
    const answer = await fetch(`${stack.simOrigin}/_sim/mail?to=${encodeURIComponent(email)}`);
    const mails = (await answer.json()) as { text: string }[];
    return mails.map(({ text }) => wanted.exec(text)?.[0] ?? "").find((link) => link !== "") ?? "";
  };
  await expect.poll(read, { timeout: 20_000 }).not.toBe("");
  return read();
}
