import type { HttpClient } from "./http-client.ts";
import { poll } from "./poll.ts";

/** A picture as the API tells it, as far as it is read here. */
export interface Image {
  readonly id: string;
  readonly status: "processing" | "ready" | "rejected";
  readonly rejected_reason: string | null;
  readonly variants: readonly unknown[];
}

/** Uploads one photo as picture and as banner; the newest of each kind is what the next run puts everywhere. */
export async function uploadBoth(
  client: HttpClient,
  bytes: Uint8Array<ArrayBuffer>,
  name: string,
): Promise<Image[]> {
  const images: Image[] = [];
  for (const kind of ["avatar", "banner"]) {
    const form = new FormData();
    form.set("file", new File([bytes], name));
    form.set("kind", kind);
    images.push(await client.api<Image>("POST", "/images", form));
  }
  return images;
}

/** Waits for the files of a picture. Throws with the reason when it could not be read. */
export async function untilRendered(client: HttpClient, id: string): Promise<Image> {
  const image = await poll(
    () => client.api<Image>("GET", `/images/${id}`),
    (each) => each.status !== "processing",
    "The picture was not rendered",
  );
  if (image.status === "rejected") {
    throw new Error(`The picture could not be read (${image.rejected_reason ?? "unknown"}).`);
  }
  return image;
}
