import { ApiProblem, HttpClient } from "./demo/http-client.ts";
import { type Person, signUp } from "./demo/sign-up.ts";
import type { Stack } from "./stack/stack.ts";

/** The demo person, behind "Sign in as Ada": she exists in development only, so her password is no secret. */
const ADA: Person = { email: "ada@example.test", password: "correct horse battery staple", firstName: "Ada" };

/** Makes the demo person and the simulated platforms' accounts, once a state folder. Says in one line what it found. */
export async function seed(stack: Stack): Promise<string> {
  const accounts = (await (await fetch(`${stack.simOrigin}/_sim/x/accounts`)).json()) as unknown[];
  if (accounts.length === 0) await fetch(`${stack.simOrigin}/_sim/seed`, { method: "POST" });
  const client = new HttpClient(stack.appOrigin);
  if (await canSignIn(client)) return "demo person is there (ada@example.test)";
  await signUp(client, stack.simOrigin, ADA);
  return "demo person made (ada@example.test)";
}

async function canSignIn(client: HttpClient): Promise<boolean> {
  try {
    await client.api("POST", "/auth/login", { email: ADA.email, password: ADA.password });
    return true;
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 401) return false;
    throw error;
  }
}
