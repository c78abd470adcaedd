/** A picture posted by hand to the control API. */
import * as z from "zod";

import { SimulatorError } from "./simulator.ts";

const json = z.strictObject({
  slot: z.string(),
  /** Base64 of the file, with or without a `data:` prefix; null takes the picture away. */
  file: z.string().nullable(),
});

/**
 * Reads multipart `slot` + `file`, or JSON `{slot, file}` with the file in base64. A null file, or the form field `remove`,
 * takes the picture away. Throws `SimulatorError`.
 */
export async function pictureFromForm(
  request: Request,
): Promise<{ slot: string; bytes: Uint8Array<ArrayBuffer> | null }> {
  const type = request.headers.get("content-type") ?? "";
  if (type.startsWith("application/json")) {
    const { slot, file } = json.parse(await request.json());
    const bytes =
      file === null ? null : new Uint8Array(Buffer.from(file.replace(/^data:[^,]*,/, ""), "base64"));
    return { slot, bytes };
  }
  if (!type.startsWith("multipart/form-data")) {
    throw new SimulatorError(
      400,
      "Send multipart/form-data with slot and file, or JSON with the file in base64.",
    );
  }
  const form = await request.formData();
  const [slot, file] = [form.get("slot"), form.get("file")];
  if (typeof slot !== "string") throw new SimulatorError(422, "slot is avatar or banner.");
  if (form.has("remove")) return { slot, bytes: null };
  if (!(file instanceof File) || file.size === 0) throw new SimulatorError(422, "Choose a file first.");
  return { slot, bytes: new Uint8Array(await file.arrayBuffer()) };
}
