import { randomBytes } from "node:crypto";

import type { HttpClient } from "./http-client.ts";

interface Mail {
  readonly text: string;
}

export interface Person {
  readonly email: string;
  readonly password: string;
  readonly firstName: string;
}

/** Somebody nobody has seen before. */
export function newPerson(): Person {
  return {
    email: `demo-${randomBytes(4).toString("hex")}@example.test`,
    password: `demo ${randomBytes(9).toString("base64url")}`,
    firstName: "Demo",
  };
}

/** Signs the person up, opens the mail, verifies the address and signs in. */
export async function signUp(client: HttpClient, simOrigin: string, person: Person): Promise<void> {
  const { email, password, firstName } = person;
  await client.api("POST", "/auth/register", { email, password, first_name: firstName });
  const token = await mailedToken(simOrigin, email);
  await client.api("POST", "/auth/verify-email", { token });
  await client.api("POST", "/auth/login", { email, password });
}

async function mailedToken(simOrigin: string, email: string): Promise<string> {
  for (let attempt = 0; attempt < 150; attempt += 1) {
    const answer = await fetch(`${simOrigin}/_sim/mail?to=${encodeURIComponent(email)}`);
    const [mail] = (await answer.json()) as Mail[];
    const token = /verify-email\?token=([\w-]+)/.exec(mail?.text ?? "")?.[1];
    if (token !== undefined) return token;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error("The verification mail did not arrive within 30 seconds.");
}
