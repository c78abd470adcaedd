import { STATE_WORDS, type StateName, type Tone } from "../words.ts";
import { Icon, type IconName } from "./icon.tsx";

/** Icon and word; the colour of the icon only repeats what the word says. */
export function Badge({ icon, word, tone }: { icon: IconName; word: string; tone: Tone }) {
  return (
    <span class={`badge tone-${tone}`}>
      <Icon name={icon} />
      <span>{word}</span>
    </span>
  );
}

export function StateBadge({ state }: { state: StateName }) {
  const { icon, word, tone } = STATE_WORDS[state];
  return <Badge icon={icon} word={word} tone={tone} />;
}
