import { Hono } from "hono";

import { InvalidInputError, NotFoundError } from "../errors.ts";
import { clientInfo } from "../http/client-info.ts";
import { fieldErrors } from "../http/field-errors.ts";
import { requireRecentProof, requireSession, type SignedInEnv } from "../middleware/require-session.ts";
import { removePasskey, renamePasskey } from "../services/passkeys/change-passkey.ts";
import { listPasskeys } from "../services/passkeys/list-passkeys.ts";
import { renamePasskeyBody } from "../services/passkeys/passkey-schemas.ts";
import { renderDocument } from "../views/document.ts";
import { ConfirmPage } from "../views/pages/confirm-page.tsx";
import { readFields } from "./form-problem.ts";
import { viewerOf } from "./page-props.ts";

/** `/settings/passkeys`: another name, and the end. Adding one needs a script and is done through the API. */
export const settingsPasskeysRoutes = new Hono<SignedInEnv>()
  .use("/settings/passkeys/*", requireSession)
  .post("/settings/passkeys/:id/name", async (c) => {
    const change = { id: c.req.param("id"), name: readName(await readFields(c)), client: clientInfo(c) };
    await renamePasskey(c.get("app"), c.get("session"), change);
    return c.redirect("/settings/sign-in?done=passkey_renamed", 303);
  })
  .get("/settings/passkeys/:id/remove", requireRecentProof, async (c) => {
    const session = c.get("session");
    const passkeys = await listPasskeys(c.get("app"), session.userId);
    const passkey = passkeys.find(({ id }) => id === c.req.param("id"));
    if (passkey === undefined) throw new NotFoundError("passkey");
    return c.html(
      renderDocument(
        <ConfirmPage
          viewer={viewerOf(session)}
          section="settings"
          title={`Remove the passkey ${passkey.name}?`}
          action={`/settings/passkeys/${passkey.id}/remove`}
          confirm="Remove the passkey"
          cancelHref="/settings/sign-in"
          cancel="Keep it"
        >
          <p>
            It no longer opens your account. Your device may go on offering it until you delete it there as
            well.
          </p>
        </ConfirmPage>,
      ),
    );
  })
  .post("/settings/passkeys/:id/remove", requireRecentProof, async (c) => {
    const removal = { id: c.req.param("id"), client: clientInfo(c) };
    await removePasskey(c.get("app"), c.get("session"), removal);
    return c.redirect("/settings/sign-in?done=passkey_removed", 303);
  });

function readName({ name }: Readonly<Record<string, string>>): string {
  const parsed = renamePasskeyBody.safeParse({ name });
  if (parsed.success) return parsed.data.name;
  throw new InvalidInputError(
    "invalid_input",
    "A passkey needs a name of 1 to 60 characters on one line.",
    fieldErrors(parsed.error, { name }),
  );
}
