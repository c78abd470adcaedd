import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, expect, test } from "vitest";

import { testPicture, type ShownAccount } from "./test-kit.ts";

const state = mkdtempSync(join(tmpdir(), "simulators-"));
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  rmSync(state, { recursive: true, force: true });
});

async function start(...more: string[]) {
  const child = spawn(process.execPath, [
    join(import.meta.dirname, "serve.ts"),
    "--port",
    "0",
    "--state",
    state,
    ...more,
  ]);
  children.push(child);
  const output = { out: "", err: "" };
  child.stderr.on("data", (chunk: Buffer) => (output.err += chunk.toString()));
  const ready = new Promise<string>((resolve) => {
    child.stdout.on("data", (chunk: Buffer) => {
      output.out += chunk.toString();
      const origin = /^simulators ready at (\S+)\n$/.exec(output.out)?.[1];
      if (origin !== undefined) resolve(origin);
    });
  });
  const ended = once(child, "exit").then(([code]: unknown[]) => code as number | null);
  return { child, output, origin: await Promise.race([ready, ended.then(() => "")]), ended };
}

const json = async <T>(url: string, body?: unknown) => {
  const answer = await fetch(
    url,
    body === undefined
      ? {}
      : { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } },
  );
  return (await answer.json()) as T;
};

test("state survives SIGKILL: accounts, pictures, faults, mail, log and clock", async () => {
  const first = await start();
  const file = (await testPicture(600, 600)).toString("base64");
  const edited = await json<ShownAccount>(`${first.origin}/_sim/x/accounts/ada/edit`, {
    slot: "avatar",
    file,
  });
  await json(`${first.origin}/_sim/faults`, {
    platform: "mastodon",
    kind: "5xx",
    match: "GET /api/v2",
    times: 2,
  });
  await json(`${first.origin}/_sim/mail`, {
    to: "a@example.test",
    from: "b@example.test",
    subject: "kept",
    text: "t",
  });
  await json(`${first.origin}/_sim/clock`, { advance_seconds: 86_400 });
  expect((await fetch(`${first.origin}/mastodon/api/v2/instance`)).status).toBe(503);
  first.child.kill("SIGKILL");
  await first.ended;

  const second = await start();
  const kept = await json<ShownAccount>(`${second.origin}/_sim/x/accounts/ada`);
  expect(kept.avatar.logical_url).toBe(edited.avatar.logical_url);
  expect((await fetch(kept.avatar.url)).status).toBe(200);
  expect((await fetch(`${second.origin}/mastodon/api/v2/instance`)).status).toBe(503);
  expect((await fetch(`${second.origin}/mastodon/api/v2/instance`)).status).toBe(200);
  expect(await json(`${second.origin}/_sim/mail`)).toMatchObject([{ subject: "kept" }]);
  expect(await json<unknown[]>(`${second.origin}/_sim/log?platform=mastodon`)).toHaveLength(3);
  const { now } = await json<{ now: string }>(`${second.origin}/_sim/clock`);
  expect(Date.parse(now)).toBeGreaterThan(Date.now() + 86_000_000);
  expect(readdirSync(state).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  second.child.kill("SIGTERM");
  expect(await second.ended).toBe(0);
});

test("a lost answer is a dropped connection, and a silent one ends when the client gives up", async () => {
  const { origin } = await start();
  await json(`${origin}/_sim/faults`, {
    platform: "mastodon",
    kind: "lost_answer",
    match: "GET /api/v1/instance",
  });
  await expect(fetch(`${origin}/mastodon/api/v1/instance`)).rejects.toThrow("fetch failed");
  await json(`${origin}/_sim/faults`, {
    platform: "mastodon",
    kind: "timeout",
    match: "GET /api/v1/instance",
  });
  await expect(
    fetch(`${origin}/mastodon/api/v1/instance`, { signal: AbortSignal.timeout(300) }),
  ).rejects.toThrow("timeout");
  expect((await fetch(`${origin}/mastodon/api/v1/instance`)).status).toBe(200);
  const log = await json<{ status: number }[]>(`${origin}/_sim/log?platform=mastodon`);
  expect(log.map(({ status }) => status)).toEqual([0, 0, 200]);
});

test("only this machine is served: other addresses and names are refused", async () => {
  const open = await start("--host", "0.0.0.0");
  expect([await open.ended, open.output.err]).toEqual([1, expect.stringContaining("127.0.0.1 only")]);
  const { origin } = await start();
  const status = (host: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      request(`${origin}/_sim/mail`, { headers: { host } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      })
        .on("error", reject)
        .end();
    });
  expect(await status(new URL(origin).host)).toBe(200);
  expect(await status("localhost:8788")).toBe(200);
  for (const host of ["evil.example", "127.0.0.1.evil.example", "192.168.0.2:8788"])
    expect(await status(host)).toBe(421);
});
