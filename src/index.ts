/** Entry of the app Worker. */
import { createApp } from "./app.ts";
import { createContext } from "./context.ts";
import { dispatchQueue } from "./queues/index.ts";
import { renderAnew } from "./services/images/render-anew.ts";
import { sweep } from "./services/outbox/sweep.ts";
import { rotateVault } from "./services/vault/rotate-vault.ts";

export { PlatformGate } from "./durable-objects/platform-gate/platform-gate.ts";
export { UserSync } from "./durable-objects/user-sync/user-sync.ts";

const app = createApp();

export default {
  fetch: (request, env, ctx) => app.fetch(request, env, ctx),
  queue: (batch, env) => dispatchQueue(createContext(env), batch),
  async scheduled(_event, env) {
    const app = createContext(env);
    await sweep(app);
    await renderAnew(app);
    await rotateVault(app);
  },
} satisfies ExportedHandler<AppEnv>;
