import nodeCrypto from "node:crypto";

import { afterEach, describe, expect, it, vi } from "vitest";

import {
  hashPassword,
  MAX_SCRYPT_COST,
  needsRehash,
  verifyNothing,
  verifyPassword,
} from "./password-hash.ts";

const PASSWORD = "correct horse battery staple";

/** A hash of other numbers, made by the same runtime function. */
function phc(password: string, cost: { ln: number; r: number; p: number }): Promise<string> {
  const salt = new Uint8Array(16).fill(7);
  const options = { N: 2 ** cost.ln, r: cost.r, p: cost.p, maxmem: 64 * 1024 * 1024 };
  const base64 = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes)).replace(/=+$/, "");
  return new Promise((resolve, reject) => {
    nodeCrypto.scrypt(password, salt, 32, options, (error, hash) => {
      if (error) reject(error);
      else resolve(`$scrypt$ln=${cost.ln},r=${cost.r},p=${cost.p}$${base64(salt)}$${base64(hash)}`);
    });
  });
}

afterEach(() => {
  vi.restoreAllMocks();
});

// Real hashes: a quarter of a second each on an idle core, far more on a busy one.
describe("password hash", { timeout: 60_000 }, () => {
  it("is scrypt at N=2^15, r=8, p=3 with a salt of its own, and within what the runtime allows", async () => {
    const [one, two] = [await hashPassword(PASSWORD), await hashPassword(PASSWORD)];
    expect(one).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(two).not.toBe(one);
    expect(2 ** 15 * 8 * 3).toBeLessThanOrEqual(MAX_SCRYPT_COST);
    expect(needsRehash(one)).toBe(false);
  });

  it("accepts the right password and nothing near it", async () => {
    const hash = await hashPassword(PASSWORD);
    expect(await verifyPassword(PASSWORD, hash)).toBe(true);
    expect(await verifyPassword(`${PASSWORD} `, hash)).toBe(false);
  });

  it("takes two encodings of one character for the same password", async () => {
    const hash = await hashPassword("caf\u00e9 au lait");
    expect(await verifyPassword("cafe\u0301 au lait", hash)).toBe(true);
  });

  it("reads the cost from the hash and asks for a new one when it is weaker", async () => {
    const weak = await phc(PASSWORD, { ln: 14, r: 8, p: 1 });
    expect(await verifyPassword(PASSWORD, weak)).toBe(true);
    expect(await verifyPassword("something else", weak)).toBe(false);
    expect(needsRehash(weak)).toBe(true);
  });

  it.each([
    ["a cost above the cap", "$scrypt$ln=17,r=8,p=2$AAAAAAAAAAAAAAAAAAAAAA$" + "A".repeat(43)],
    ["an absurd cost", "$scrypt$ln=99,r=999,p=999$AAAAAAAAAAAAAAAAAAAAAA$" + "A".repeat(43)],
    ["another algorithm", "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$" + "A".repeat(43)],
    ["a short hash", "$scrypt$ln=15,r=8,p=3$AAAAAAAAAAAAAAAAAAAAAA$AAAA"],
    ["nothing", ""],
  ])("refuses %s before running anything", async (_, stored) => {
    const runs = vi.spyOn(nodeCrypto, "scrypt");
    await expect(verifyPassword(PASSWORD, stored)).rejects.toMatchObject({
      code: "unreadable_hash",
      status: 500,
    });
    expect(runs).not.toHaveBeenCalled();
  });

  it("does the same work for nobody as for somebody", async () => {
    const hash = await hashPassword(PASSWORD);
    const runs = vi.spyOn(nodeCrypto, "scrypt");
    await verifyPassword(PASSWORD, hash);
    expect(await verifyNothing(PASSWORD)).toBe(false);
    const work = runs.mock.calls.map(([, salt, length, options]) => [salt.length, length, options]);
    expect(work[0]).toEqual(work[1]);
  });
});
