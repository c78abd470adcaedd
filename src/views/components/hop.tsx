/**
 * The hop: one arc from a circle to a circle, a picture leaving here and landing there. `once` plays it a single time;
 * under reduced motion it stands still.
 */
export function Hop({ once = false, label }: { once?: boolean; label?: string }) {
  return (
    <svg
      class={once ? "hop hop-once" : "hop"}
      viewBox="0 0 120 52"
      {...(label === undefined ? { "aria-hidden": "true" as const } : { role: "img", "aria-label": label })}
    >
      <circle class="hop-from" cx="13" cy="39" r="10" />
      <path class="hop-arc" d="M21 25C37 4 83 4 99 25" />
      <circle class="hop-to" cx="107" cy="39" r="10" />
      {once ? (
        <g class="hop-x">
          <circle class="hop-ball" cx="0" cy="0" r="5" />
        </g>
      ) : null}
    </svg>
  );
}

/** The mark in the header: the hop at the size of a letter. */
export function HopMark() {
  return (
    <svg class="mark" viewBox="0 0 40 24" aria-hidden="true">
      <circle class="hop-from" cx="6" cy="17.5" r="4.5" />
      <path class="hop-arc" d="M9.5 10C14 2.5 26 2.5 30.5 10" />
      <circle class="hop-to" cx="34" cy="17.5" r="4.5" />
    </svg>
  );
}
