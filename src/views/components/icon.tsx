/** Line icons of one stroke width. They are always beside a word, so they are hidden from assistive technology. */
const PATHS = {
  clock: ["M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17Z", "M12 7.5V12l3 2"],
  crop: ["M7 2.5V17h14.5", "M2.5 7H17v14.5"],
  up: ["M12 20V5", "M6 10.5 12 4.5l6 6"],
  look: [
    "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Z",
    "M12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5Z",
  ],
  tick: ["M4.5 12.5 9.5 18 19.5 6.5"],
  same: ["M5 9h14", "M5 15h14"],
  again: ["M20 12a8 8 0 1 1-2.6-5.9", "M20.5 3.5v4.5H16"],
  hand: ["M12 3.5v9", "M12 16.5v.5", "M12 1.8 22.4 20.5H1.6Z"],
  fork: ["M6 20.5V14c0-4 6-3 6-8V3.5", "M18 20.5V14c0-4-6-3-6-8", "M9 6l3-3 3 3"],
  cross: ["M6 6l12 12", "M18 6 6 18"],
  stop: ["M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17Z", "M8 12h8"],
  home: ["M4 11.5 12 4.5l8 7", "M6 10v9.5h12V10"],
  picture: ["M4 5h16v14H4Z", "M4 16.5l5-5 4 4 2.5-2.5L20 17", "M15.5 8.2a1 1 0 1 0 0 2 1 1 0 0 0 0-2Z"],
  frames: ["M4 4.5h11v11H4Z", "M9 15.5v4h11v-11h-5"],
  plug: ["M8.5 3.5v5", "M15.5 3.5v5", "M6 8.5h12v3a6 6 0 0 1-12 0Z", "M12 17.5v3.5"],
  list: ["M9 6h11", "M9 12h11", "M9 18h11", "M4 6h.5", "M4 12h.5", "M4 18h.5"],
  dial: ["M4 7h9", "M17 7h3", "M15 4.5v5", "M4 16h3", "M11 16h9", "M9 13.5v5"],
  out: ["M14 4.5h5.5V10", "M19.5 4.5 11 13", "M18 14v5.5H4.5V6H10"],
} as const;

export type IconName = keyof typeof PATHS;

/** Icons a run page may swap in while it is open. */
const STATE_ICONS = [
  "clock",
  "crop",
  "up",
  "look",
  "tick",
  "same",
  "again",
  "hand",
  "fork",
  "cross",
  "stop",
] as const;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      {PATHS[name].map((d) => (
        <path d={d} />
      ))}
    </svg>
  );
}

/** An icon an island may change: it refers to a symbol of `StateSprite` by name. */
export function StateIcon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <use href={`#icon-${name}`} data-part="icon" />
    </svg>
  );
}

export function StateSprite() {
  return (
    <svg class="sprite" aria-hidden="true" width="0" height="0">
      {STATE_ICONS.map((name) => (
        <symbol id={`icon-${name}`} viewBox="0 0 24 24">
          {PATHS[name].map((d) => (
            <path d={d} />
          ))}
        </symbol>
      ))}
    </svg>
  );
}
