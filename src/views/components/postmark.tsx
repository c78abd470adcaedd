import { clockTime, dayWords, exactTime } from "../time-words.ts";

interface PostmarkProps {
  /** Unique on the page; names the circle the words run along. */
  readonly id: string;
  readonly platform: string;
  /** RFC 3339. */
  readonly at: string;
}

/** A round stamp with time and place. Only proof wears it: something was read back from the platform at that time. */
export function Postmark({ id, platform, at }: PostmarkProps) {
  const ms = Date.parse(at);
  const around = `shown on ${platform}`.toUpperCase();
  return (
    <local-stamp class="postmark">
      <svg
        viewBox="0 0 88 88"
        role="img"
        aria-label={`Shown on ${platform}, checked ${exactTime(ms, "UTC")}`}
        data-at={at}
        data-platform={platform}
      >
        <defs>
          <path id={`ring-${id}`} d="M44 78a34 34 0 1 1 .01 0" />
        </defs>
        <circle cx="44" cy="44" r="42" />
        <circle cx="44" cy="44" r="27" />
        <text class="postmark-ring">
          <textPath href={`#ring-${id}`} startOffset="50%">
            {around}
          </textPath>
        </text>
        <text class="postmark-time" x="44" y="46" data-part="clock">
          {clockTime(ms, "UTC")}
        </text>
        <text class="postmark-day" x="44" y="58" data-part="day">
          {dayWords(ms, "UTC")}
        </text>
        <text class="postmark-zone" x="44" y="32" data-part="zone">
          UTC
        </text>
      </svg>
    </local-stamp>
  );
}
