import type { Slot } from "../platforms/platform.ts";
import type { Fingerprint } from "./fingerprint-type.ts";

/** A picture that could not be read, with a stable code. */
export interface Unreadable {
  readonly ok: false;
  readonly reason: string;
}

/** What the images Worker does for the app over RPC. Codecs run nowhere else. */
export interface ImagesService {
  /** Fingerprint of a picture read back from a platform. `slot` decides the mask. Never throws for a bad picture. */
  fingerprint(
    bytes: Uint8Array,
    slot: Slot,
  ): Promise<{ readonly ok: true; readonly fingerprint: Fingerprint; readonly format: string } | Unreadable>;
}
