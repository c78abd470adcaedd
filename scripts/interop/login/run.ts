import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { ApiProblem, HttpClient } from "../../demo/http-client.ts";
import { freePort } from "../../stack/free-port.ts";
import { type Stack, startStack } from "../../stack/stack.ts";
import { emulateWorld, type LoginWorld, oidcWorld } from "./worlds.ts";

/**
 * The whole app, pointed at login servers nobody here wrote: a new person signs in, signs out, and signs in again as the
 * same person; and a decision not to sign in leaves nobody signed in. True when everything holds.
 */
export async function loginInterop(): Promise<boolean> {
  const port = await freePort(0);
  const redirectUri = `http://localhost:${port}/auth/google/callback`;
  const worlds = [() => emulateWorld(), () => oidcWorld(redirectUri)];
  let holds = true;
  for (const start of worlds) {
    const world = await start();
    try {
      holds = (await runWorld(world, port)) && holds;
    } finally {
      await world.stop();
    }
  }
  return holds;
}

async function runWorld(world: LoginWorld, port: number): Promise<boolean> {
  const stateDir = mkdtempSync(join(tmpdir(), "linkarooie-login-"));
  const { variables, hosts } = world;
  const stack = await startStack({
    stateDir,
    port,
    simPort: await freePort(0),
    timeScale: 10,
    variables,
    hosts,
  });
  process.stdout.write(`\nSigning in through ${world.name}\n`);
  let holds = true;
  try {
    for (const [provider, forms] of Object.entries(world.providers)) {
      const title = `${provider}: in, out, in again, same person`;
      try {
        process.stdout.write(`  ok    ${title}: ${await signInTwice(stack, provider, forms)}\n`);
      } catch (error) {
        holds = false;
        const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
        process.stdout.write(`  FAIL  ${title}: ${text}\n${stack.output().slice(-1_500)}\n`);
      }
    }
  } finally {
    await stack.stop();
    rmSync(stateDir, { recursive: true, force: true });
  }
  return holds;
}

interface Me {
  readonly id: string;
  readonly email: string;
}

async function signInTwice(
  stack: Stack,
  provider: string,
  forms: readonly Readonly<Record<string, string>>[],
): Promise<string> {
  const first = await signIn(stack, provider, forms);
  const again = await signIn(stack, provider, forms);
  if (first.id !== again.id) throw new Error(`two people: ${first.id} and ${again.id}`);
  return first.email;
}

/** In a browser of its own each time. */
async function signIn(
  stack: Stack,
  provider: string,
  forms: readonly Readonly<Record<string, string>>[],
): Promise<Me> {
  const client = new HttpClient(stack.appOrigin);
  if ((await nobody(client)) === false) throw new Error("somebody is signed in already");
  let page = await client.open(`${stack.appOrigin}/auth/${provider}`);
  for (const typed of forms) page = await client.submitFirstForm(page, typed);
  if (new URL(page.url).origin !== stack.appOrigin) throw new Error(`ended at ${page.url} (${page.status})`);
  return client.api<Me>("GET", "/me");
}

async function nobody(client: HttpClient): Promise<boolean> {
  try {
    await client.api("GET", "/me");
    return false;
  } catch (error) {
    return error instanceof ApiProblem && error.status === 401;
  }
}
