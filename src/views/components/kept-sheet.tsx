import type { LookResource } from "../../services/looks/look-resource.ts";
import { type PlatformFacts, platformOf } from "../platform-facts.ts";
import { Print } from "./contact-sheet.tsx";

type Kept = NonNullable<LookResource["restore"]>["kept"][number];

interface KeptSheetProps {
  readonly kept: readonly Kept[];
  readonly platforms: readonly PlatformFacts[];
}

/** What accounts showed before a run: account by account, at their true shapes. */
export function KeptSheet({ kept, platforms }: KeptSheetProps) {
  const accounts = [...Map.groupBy(kept, (each) => each.connection_id).values()];
  return (
    <ul class="kept" aria-label="What was shown before">
      {accounts.map((places) => (
        <Account places={places} platforms={platforms} />
      ))}
    </ul>
  );
}

function Account({ places, platforms }: { places: readonly Kept[]; platforms: readonly PlatformFacts[] }) {
  const [first] = places;
  const platform = first?.platform ? platformOf(platforms, first.platform) : null;
  const where = platform === null ? "an account that left" : platform.name;
  return (
    <li>
      <div class="kept-pictures">
        {places.map((each) => (
          <Print
            mask={platform?.slots[each.slot].mask ?? (each.slot === "avatar" ? "circle" : "none")}
            slot={each.slot}
            src={each.url}
            alt={`${wordOf(each)} that was on ${where}`}
          />
        ))}
      </div>
      <span class="small">
        <strong>{platform?.name ?? "No longer connected"}</strong>
        {first?.handle ? <span class="quiet" dir="auto">{` ${first.handle}`}</span> : null}
      </span>
      {places
        .filter((each) => each.showed === "default")
        .map((each) => (
          <span class="quiet small">{wordOf(each)}: none of yours</span>
        ))}
    </li>
  );
}

function wordOf({ slot }: Kept): string {
  return slot === "avatar" ? "Picture" : "Banner";
}
