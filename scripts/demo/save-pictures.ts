import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { DEMO_PLATFORMS } from "./run-demo.ts";

interface Account {
  readonly avatar: { readonly url: string } | null;
  readonly banner: { readonly url: string } | null;
}

/** Saves what each platform shows now as `<platform>-<slot>.<ext>`; returns how many. */
export async function savePictures(simOrigin: string, folder: string): Promise<number> {
  let saved = 0;
  for (const platform of DEMO_PLATFORMS) {
    const answer = await fetch(`${simOrigin}/_sim/${platform}/accounts/ada`);
    const account = (await answer.json()) as Account;
    for (const slot of ["avatar", "banner"] as const) {
      const url = account[slot]?.url;
      if (url === undefined) continue;
      const picture = await fetch(new URL(url, simOrigin));
      if (!picture.ok)
        throw new Error(`${platform}'s ${slot} could not be fetched (HTTP ${picture.status}).`);
      const extension = picture.headers.get("content-type")?.includes("png") === true ? "png" : "jpg";
      await writeFile(
        join(folder, `${platform}-${slot}.${extension}`),
        Buffer.from(await picture.arrayBuffer()),
      );
      saved += 1;
    }
  }
  return saved;
}
