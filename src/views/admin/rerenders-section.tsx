import type { Rerender } from "../../services/admin/list-rerenders.ts";
import { Time } from "../components/time.tsx";
import { platformName, type PlatformFacts } from "../platform-facts.ts";

interface RerendersSectionProps {
  readonly rerenders: readonly Rerender[];
  readonly platforms: readonly PlatformFacts[];
  readonly now: number;
}

const SLOT_WORDS: Readonly<Record<string, string>> = {
  avatar: "picture",
  banner: "banner",
  thumbnail: "our own thumbnail",
};

/** How far every picture has been rendered for what platforms ask for now. Nothing when nothing changed lately. */
export function RerendersSection({ rerenders, platforms, now }: RerendersSectionProps) {
  if (rerenders.length === 0) return null;
  return (
    <section class="section" aria-labelledby="rerenders-title">
      <h2 id="rerenders-title">New sizes</h2>
      <ul class="records">
        {rerenders.map((each) => (
          <li class="record">
            <p>{sentence(each, platforms)}</p>
            <p class="hint">
              <code>{each.rule}</code>, begun <Time at={each.started_at} now={now} />
              {each.finished_at === null ? null : (
                <>
                  , finished <Time at={each.finished_at} now={now} />
                </>
              )}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function sentence(
  { platform, slot, total, done, failed }: Rerender,
  platforms: readonly PlatformFacts[],
): string {
  const where = platform === "linkarooie" ? "Linkarooie" : platformName(platforms, platform);
  const what = SLOT_WORDS[slot] ?? slot;
  const pictures = total === 1 ? "1 picture" : `${total.toLocaleString("en")} pictures`;
  const kept = failed === 0 ? "" : `, ${failed.toLocaleString("en")} could not be made`;
  return `New size of ${where}, ${what}: ${done.toLocaleString("en")} of ${pictures}${kept}`;
}
