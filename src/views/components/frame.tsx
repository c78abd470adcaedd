interface FrameProps {
  readonly part: string;
  readonly label: string;
  readonly slot: "avatar" | "banner";
  readonly mask: "circle" | "rounded" | "none";
  readonly src: string | null;
  readonly alt: string;
}

/** One side of a hop: a picture at its true shape, and where it is. Null draws the empty outline. */
export function Frame({ part, label, slot, mask, src, alt }: FrameProps) {
  return (
    <span class="frame">
      <span
        class={`print print-${slot} mask-${mask}${src === null ? " print-empty" : ""}`}
        data-part={part}
        data-alt={alt}
      >
        {src === null ? null : (
          <img
            src={src}
            alt={alt}
            width={slot === "avatar" ? 400 : 1500}
            height={slot === "avatar" ? 400 : 500}
          />
        )}
      </span>
      <span class="frame-label">{label}</span>
    </span>
  );
}
