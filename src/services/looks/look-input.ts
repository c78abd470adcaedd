import * as z from "zod";

import { MAX_LOOK_NAME_CHARS, MAX_LOOK_OVERRIDES } from "../../limits.ts";
import { SLOTS } from "../../platforms/platform.ts";

const id = z.string().max(64);

/** One place that differs from the look's own pair. */
const overrideInput = z
  .strictObject({
    connection_id: id,
    slot: z.enum(SLOTS),
    /** Null leaves the place as it is. */
    image_id: id.nullable(),
  })
  .meta({ id: "LookOverrideInput" });

const pictures = {
  avatar_image_id: id.nullable().optional(),
  banner_image_id: id.nullable().optional(),
  /** All of them: what is not listed goes. */
  overrides: z.array(overrideInput).max(MAX_LOOK_OVERRIDES).optional(),
};

/** Far above the longest name, so that its own rule says what is wrong. */
const name = z.string().max(4 * MAX_LOOK_NAME_CHARS);

/** Without any picture the current look's are taken. */
export const newLook = z.strictObject({ name, ...pictures }).meta({ id: "LookStart" });
export type NewLook = z.infer<typeof newLook>;

/** What is not named stays. */
export const lookChange = z.strictObject({ name: name.optional(), ...pictures }).meta({ id: "LookChange" });
export type LookChange = z.infer<typeof lookChange>;
