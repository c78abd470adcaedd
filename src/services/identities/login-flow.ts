/** What waits between the two halves of a flow at a login provider. */
import * as z from "zod";

import type { LoginFlow, LoginProviderId } from "../../auth/login-providers/login-provider.ts";
import type { SealPlace } from "../../auth/vault.ts";
import type { AppContext } from "../../context.ts";
import { MINUTE_MS } from "../../limits.ts";

/** A person reads a consent page in minutes; a longer-lived flow only helps whoever stole the link. */
export const LOGIN_FLOW_MS = 10 * MINUTE_MS;

export type LoginPurpose = "sign_in" | "link" | "reauthenticate";

interface FlowPlace {
  readonly stateHash: string;
  readonly provider: LoginProviderId;
  readonly userId: string | null;
}

const flowSchema = z.object({ codeVerifier: z.string().nullable(), nonce: z.string().nullable() });

function place({ stateHash, provider, userId }: FlowPlace): SealPlace {
  return {
    table: "login_flows",
    column: "sealed_flow",
    row: stateHash,
    user: userId ?? "",
    platform: provider,
  };
}

export function sealLoginFlow(
  app: Pick<AppContext, "vault">,
  row: FlowPlace,
  flow: LoginFlow,
): Promise<string> {
  return app.vault.seal(JSON.stringify(flow), place(row));
}

/** Throws `unreadable_secret` when it was altered or belongs to another flow. */
export async function openLoginFlow(
  app: Pick<AppContext, "vault">,
  row: FlowPlace & { readonly sealedFlow: string },
): Promise<LoginFlow> {
  return flowSchema.parse(JSON.parse(await app.vault.open(row.sealedFlow, place(row))));
}
