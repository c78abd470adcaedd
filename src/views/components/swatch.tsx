/** A colour to look at, beside its name. SVG, since the policy allows no colour in an attribute of HTML. */
export function Swatch({ colour }: { colour: string }) {
  return (
    <svg class="swatch" viewBox="0 0 16 16" aria-hidden="true">
      <rect x="1" y="1" width="14" height="14" rx="3" fill={colour} />
    </svg>
  );
}
