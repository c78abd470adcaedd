import { InvalidInputError } from "../errors.ts";
import { fieldErrors } from "../http/field-errors.ts";
import { SLOTS } from "../platforms/platform.ts";
import type { UploadInput } from "../services/images/accept-upload.ts";
import { type Crop, cropSchema } from "../services/images/image-resource.ts";

const FIELDS: ReadonlySet<string> = new Set(["file", "kind", "crop", "alt_text", "replaces"]);

/** The fields of an upload form. `kind` is null when it is missing or unknown. Throws 422 for a bad file or crop field. */
export async function readUploadFields(
  form: FormData,
): Promise<Omit<UploadInput, "kind"> & { kind: UploadInput["kind"] | null }> {
  refuseStrangeFields(form);
  const file = form.get("file") as File | string | null;
  if (file === null || typeof file === "string") {
    const detail = "Send the picture in the field file.";
    throw new InvalidInputError("file_missing", detail, [{ pointer: "/file", code: "required", detail }]);
  }
  const text = (name: string) => {
    const value = form.get(name);
    return typeof value === "string" && value.trim() !== "" ? value.trim() : null;
  };
  return {
    bytes: new Uint8Array(await file.arrayBuffer()),
    kind: SLOTS.find((slot) => slot === form.get("kind")) ?? null,
    crop: readCrop(form.get("crop")),
    altText: text("alt_text"),
    replaces: text("replaces"),
  };
}

/** Unknown or repeated fields are refused: silently taking one of two pictures could be the wrong one. */
function refuseStrangeFields(form: FormData): void {
  const errors = [...new Set(form.keys())].flatMap((name) => {
    const pointer = `/${name.slice(0, 100)}`;
    if (!FIELDS.has(name))
      return [{ pointer, code: "unknown_field", detail: `There is no field ${name.slice(0, 100)}.` }];
    if (form.getAll(name).length === 1) return [];
    return [{ pointer, code: "repeated_field", detail: `Send ${name} once.` }];
  });
  if (errors.length > 0)
    throw new InvalidInputError("invalid_input", "Some fields are not accepted.", errors.slice(0, 20));
}

function readCrop(value: unknown): Crop | null {
  if (typeof value !== "string" || value.trim() === "") return null;
  const json = parseJson(value);
  const crop = cropSchema.safeParse(json);
  if (crop.success) return crop.data;
  const errors = fieldErrors(crop.error, json).map((error) => ({
    ...error,
    pointer: `/crop${error.pointer}`,
  }));
  throw new InvalidInputError("invalid_crop", "The crop is not accepted.", errors);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
