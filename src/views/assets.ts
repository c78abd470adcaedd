import { assetsManifest } from "./assets-manifest.ts";

export type AssetName = keyof typeof assetsManifest;

/** The hashed address of a built client file; `scripts/build-client.ts` writes the names. */
export function assetHref(name: AssetName): string {
  return assetsManifest[name];
}
