/** What an account shows, as a list of versions: the newest one that is already visible counts. */
import type { Store } from "./store.ts";
import type { EncodedPicture } from "./pictures.ts";

/** One state of a slot. Plain JSON. Times are milliseconds by the simulators' clock. */
export interface SlotVersion {
  /** Names the version in URLs; new for every change. */
  readonly id: string;
  /** Null when the picture was taken away. */
  readonly picture: StoredPicture | null;
  readonly changedAt: number;
  /** Later than `changedAt` on platforms that answer first and process afterwards. */
  readonly visibleAt: number;
}

export interface StoredPicture {
  /** Key of the bytes in the store: their lower-case hex SHA-256. */
  readonly file: string;
  readonly width: number;
  readonly height: number;
  readonly contentType: string;
}

/** The version people see at `now`; null when nothing was ever set. No timer is involved, so a kill loses nothing. */
export function visibleVersion(versions: readonly SlotVersion[], now: number): SlotVersion | null {
  return versions.findLast((version) => version.visibleAt <= now) ?? null;
}

/** Puts the bytes of a picture into the store. */
export function storePicture(store: Store, encoded: EncodedPicture): StoredPicture {
  const { bytes, width, height, contentType } = encoded;
  return { file: store.putFile(bytes), width, height, contentType };
}
