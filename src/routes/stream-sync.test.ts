import { expect, it } from "vitest";

import { createAccountsApp } from "../../test/support/worker/accounts-app.ts";
import { everythingOf } from "../../test/support/worker/everything-of.ts";
import { makePerson } from "../../test/support/worker/signed-in.ts";
import { endSessionsStatement } from "../db/sessions.ts";

it("a stream of events ends with the session that opened it", async () => {
  const t = createAccountsApp();
  const ada = await makePerson(t.app);
  const { sync } = await everythingOf(t.app, ada.userId, ada.sessionId, "ada");
  const answer = await t.request(`/api/v1/syncs/${sync}/events`, { headers: { cookie: ada.cookie } });
  expect(answer.status).toBe(200);
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  const read = async () => {
    const chunk = await reader?.read();
    text += chunk?.value ?? "";
    return chunk?.done ?? true;
  };
  while (!text.includes("event: sync")) await read();
  await endSessionsStatement(t.app.db, { userId: ada.userId, exceptId: null });
  const before = text;
  while (!(await read()));
  expect(text).toBe(before);
});
