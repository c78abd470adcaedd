import type { Child } from "hono/jsx";

type Mask = "circle" | "rounded" | "none";

interface PrintProps {
  readonly mask: Mask;
  readonly slot: "avatar" | "banner";
  /** Null draws the empty outline: nothing hangs there yet. */
  readonly src: string | null;
  readonly alt: string;
  readonly size?: "small" | "large";
  readonly part?: string;
  /** Base64 of a ThumbHash: a blurred stand-in until the picture is there. */
  readonly placeholder?: string | null;
}

/** One picture at its true shape, with a thin keyline. */
export function Print({ mask, slot, src, alt, size, part, placeholder = null }: PrintProps) {
  const shape = `print print-${slot} mask-${mask}${size === undefined ? "" : ` print-${size}`}`;
  return (
    <span class={src === null ? `${shape} print-empty` : shape} data-part={part}>
      {placeholder === null ? null : <thumb-hash data-hash={placeholder} />}
      {src === null ? null : <img src={src} alt={alt} {...dimensions(slot)} decoding="async" />}
    </span>
  );
}

/** Pictures side by side on one shelf, captions below it. */
export function ContactSheet({ label, children }: { label: string; children?: Child }) {
  return (
    <ul class="sheet" aria-label={label}>
      {children}
    </ul>
  );
}

/** Tells the browser the shape before the bytes are there, so that nothing jumps. */
function dimensions(slot: "avatar" | "banner"): { width: number; height: number } {
  return slot === "avatar" ? { width: 400, height: 400 } : { width: 1500, height: 500 };
}
