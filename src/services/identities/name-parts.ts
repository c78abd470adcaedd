const MAX_NAME_CHARS = 100;

/** What a provider calls a person, as first and last name: parted at the first space, cut to what a form would take. */
export function nameParts(name: string | null): { firstName: string | null; lastName: string | null } {
  const clean = (name ?? "").replace(/\p{Cc}+/gu, " ").trim();
  const [first = "", ...rest] = clean.split(/\s+/);
  return { firstName: cut(first), lastName: cut(rest.join(" ")) };
}

function cut(text: string): string | null {
  const kept = Array.from(text).slice(0, MAX_NAME_CHARS).join("");
  return kept === "" ? null : kept;
}
