import { InvalidInputError } from "../errors.ts";
import { fieldErrors } from "../http/field-errors.ts";
import { SLOTS } from "../platforms/platform.ts";
import type { UploadInput } from "../services/images/accept-upload.ts";
import { type Crop, cropSchema } from "../services/images/image-resource.ts";

/** The fields of an upload form. `kind` is null when it is missing or unknown. Throws 422 for a bad file or crop field. */
export async function readUploadFields(
  form: FormData,
): Promise<Omit<UploadInput, "kind"> & { kind: UploadInput["kind"] | null }> {
  const file = form.get("file") as File | string | null;
  if (file === null || typeof file === "string") {
    const detail = "Send the picture in the field file.";
    throw new InvalidInputError("file_missing", detail, [{ pointer: "/file", code: "required", detail }]);
  }
  const altText = form.get("alt_text");
  return {
    bytes: new Uint8Array(await file.arrayBuffer()),
    kind: SLOTS.find((slot) => slot === form.get("kind")) ?? null,
    crop: readCrop(form.get("crop")),
    altText: typeof altText === "string" && altText.trim() !== "" ? altText.trim() : null,
  };
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
