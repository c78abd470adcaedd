import type { VariantSpec } from "./plan-variants.ts";

/** Before the rule that an older file was kept under since none could be made for it. */
const KEPT = "kept ";

/**
 * What the registry asks for in one slot, as one word to compare: `400x400 jpeg,png 700000`. Where a picture is cut is
 * no part of it.
 */
export function ruleOf({ width, height, formats, maxBytes }: VariantSpec): string {
  return `${width}x${height} ${formats.join(",")} ${maxBytes}`;
}

/** What a file gets that was made for an earlier rule and stays, since the picture cannot be made for this one. */
export function keptUnder(rule: string): string {
  return `${KEPT}${rule}`;
}

/** True when a file with the rule `stored` need not be made again for `rule`. */
export function isSettled(stored: string | undefined, rule: string): boolean {
  return stored === rule || stored === keptUnder(rule);
}
