/** What the plain forms on the simulators' pages post to; each goes back to the page it came from. */
import { Hono, type Context } from "hono";
import * as z from "zod";

import type { ControlDeps } from "./control.ts";
import { faultInput } from "./faults.ts";
import { pictureFromForm } from "./picture-from-form.ts";
import { SIMULATED_PLATFORMS, SIMULATED_SERVICES, SIMULATED_SLOTS, SimulatorError } from "./simulator.ts";

const fields = z.record(z.string(), z.string());
const onePlatform = z.object({ platform: z.enum(SIMULATED_PLATFORMS) });
const oneService = z.object({ platform: z.enum(SIMULATED_SERVICES) });

/** Mounted below `/_sim/forms`. */
export function controlForms(deps: ControlDeps): Hono {
  const app = new Hono();
  const read = async (c: Context) => fields.parse(await c.req.parseBody());

  app.post("/faults", async (c) => {
    const { platform, kind, match, times, retry_after: retryAfter } = await read(c);
    deps.faults.add(
      faultInput.parse({ platform, kind, match, times: Number(times), retry_after: Number(retryAfter) }),
    );
    return c.redirect("/#faults", 303);
  });
  app.post("/faults/clear", (c) => {
    deps.faults.clear();
    return c.redirect("/#faults", 303);
  });
  app.post("/switches", async (c) => {
    const { name, on, ...rest } = await read(c);
    const { platform } = oneService.parse(rest);
    deps.services[platform].setSwitch(name ?? "", on === "true");
    return c.redirect("/#switches", 303);
  });
  app.post("/clock", async (c) => {
    const { seconds } = await read(c);
    deps.clock.advance(
      z.coerce
        .number()
        .min(0)
        .max(400 * 86_400)
        .parse(seconds) * 1_000,
    );
    return c.redirect("/#clock", 303);
  });
  app.post("/reset", async (c) => {
    deps.reset();
    await deps.seed();
    return c.redirect("/", 303);
  });
  app.post("/edit", async (c) => {
    const { platform, name } = whose(c, onePlatform);
    const { slot, bytes } = await pictureFromForm(c.req.raw);
    await deps.simulators[platform].edit(name, z.enum(SIMULATED_SLOTS).parse(slot), bytes);
    return c.redirect(`/${platform}/${name}`, 303);
  });
  app.post("/revoke", (c) => {
    const { platform, name } = whose(c, oneService);
    deps.services[platform].revokeAll(name);
    return c.redirect(`/${platform}/${name}`, 303);
  });
  return app;
}

/** The account is in the query, since a form with a file has to be read in one place. */
function whose<Id extends string>(c: Context, known: z.ZodType<{ platform: Id }>) {
  const { platform } = known.parse({ platform: c.req.query("platform") });
  const name = c.req.query("name");
  if (name === undefined || !/^[a-z0-9-]+$/.test(name)) throw new SimulatorError(404, "Which account?");
  return { platform, name };
}
