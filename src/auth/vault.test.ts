import { describe, expect, it } from "vitest";

import { createVault, type SealPlace } from "./vault.ts";

const PLACE: SealPlace = { table: "t", column: "c", row: "r", user: "u", platform: "p" };

function key(): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(32));
}

function ring(primary: string, ...ids: string[]) {
  const keys = new Map(ids.map((id) => [id, key()]));
  return { primary, keys };
}

describe("vault", () => {
  it("opens what it sealed, and seals the same text differently each time", async () => {
    const vault = createVault(ring("a", "a"));
    const [first, second] = [await vault.seal("secret", PLACE), await vault.seal("secret", PLACE)];
    expect(first).not.toBe(second);
    expect(first).not.toContain("secret");
    expect([await vault.open(first, PLACE), await vault.open(second, PLACE)]).toEqual(["secret", "secret"]);
  });

  it("does not open a value that was moved to any other place", async () => {
    const vault = createVault(ring("a", "a"));
    const sealed = await vault.seal("secret", PLACE);
    for (const part of ["table", "column", "row", "user", "platform"] as const) {
      await expect(vault.open(sealed, { ...PLACE, [part]: "other" })).rejects.toMatchObject({
        code: "unreadable_secret",
      });
    }
    // Parts cannot be shifted into each other either.
    await expect(vault.open(sealed, { ...PLACE, table: "tc", column: "" })).rejects.toMatchObject({
      code: "unreadable_secret",
    });
  });

  it("does not open a value with one bit changed, another version, or no form at all", async () => {
    const vault = createVault(ring("a", "a"));
    const sealed = await vault.seal("secret", PLACE);
    const last = sealed.at(-1) === "A" ? "B" : "A";
    for (const wrong of [
      `${sealed.slice(0, -2)}${last}${last}`,
      sealed.replace("v1.", "v2."),
      "",
      "v1.a.b",
    ]) {
      await expect(vault.open(wrong, PLACE)).rejects.toMatchObject({ code: "unreadable_secret" });
    }
  });

  it("opens old values after the primary key changed, and not once their key is gone", async () => {
    const old = ring("a", "a");
    const sealed = await createVault(old).seal("secret", PLACE);
    const both = { primary: "b", keys: new Map([...old.keys, ["b", key()] as const]) };
    const rotated = createVault(both);
    expect(await rotated.open(sealed, PLACE)).toBe("secret");
    expect(await rotated.seal("x", PLACE)).toMatch(/^v1\.b\./);
    await expect(createVault(ring("b", "b")).open(sealed, PLACE)).rejects.toMatchObject({
      code: "unreadable_secret",
    });
  });
});
