import { DEMO_PLATFORMS } from "../../../scripts/demo/run-demo.ts";

/** What an account shows, by the simulators' own account of it. */
export interface ShownPicture {
  /** `platform/slot`. */
  readonly place: string;
  readonly sha256: string;
  readonly width: number;
  readonly height: number;
  /** RFC 3339. */
  readonly changed_at: string | null;
}

/** The six pictures Ada shows on the three platforms. */
export async function shownPictures(simOrigin: string): Promise<ShownPicture[]> {
  const pictures: ShownPicture[] = [];
  for (const platform of DEMO_PLATFORMS) {
    const answer = await fetch(`${simOrigin}/_sim/${platform}/accounts/ada`);
    const account = (await answer.json()) as Record<"avatar" | "banner", Omit<ShownPicture, "place">>;
    for (const slot of ["avatar", "banner"] as const) {
      pictures.push({ ...account[slot], place: `${platform}/${slot}` });
    }
  }
  return pictures;
}
