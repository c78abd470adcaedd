import { describe, expect, it } from "vitest";

import { createAccountsApp } from "../../test/support/worker/accounts-app.ts";
import { createLogger } from "../log.ts";
import { sessions } from "./schema.ts";

describe("a statement that fails", () => {
  it("keeps its values out of the log", async () => {
    const { db } = createAccountsApp().app;
    const lines: string[] = [];
    const log = createLogger({}, (_, line) => lines.push(line));
    const row = {
      id: "ses_1",
      userId: "nobody",
      tokenHash: "the-hash",
      createdAt: 1,
      lastUsedAt: 1,
      expiresAt: 1,
    };
    await db
      .insert(sessions)
      .values(row)
      .catch((error: unknown) => log.error("failed", { error }));
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain("the-hash");
    expect(lines[0]).toContain("insert into");
    expect(lines[0]).toContain("FOREIGN KEY constraint failed");
  });
});
