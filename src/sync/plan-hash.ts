/**
 * The name of a plan: SHA-256 over its canonical JSON, so that approving the name approves exactly that. Behind it, after
 * a dot, short digests of each slot's parts: nothing of a plan is kept here, and a plan that no longer holds can still be
 * told what changed. The SHA-256 alone decides whether something did.
 */
import { sha256Hex, toBase64Url } from "../auth/hash.ts";
import { canonicalJson } from "./canonical-json.ts";
import type { PlanItem } from "./plan.ts";

/** What may differ between two plans, in the order it is told. */
export const PLAN_PARTS = ["picture", "cut", "shown", "terms"] as const;
export type PlanPart = (typeof PLAN_PARTS)[number];

export type PlanDifference =
  | { readonly what: PlanPart | "added"; readonly item: PlanItem }
  /** A slot of the approved plan that is not in this one; which one cannot be told. */
  | { readonly what: "gone"; readonly item: null };

const SHA_CHARS = 64;
/** A slot's tag in hex digits: its key, then one digest a part. Digests only explain, so two bytes are enough. */
const KEY_CHARS = 8;
const PART_CHARS = 4;
const TAG_CHARS = KEY_CHARS + PART_CHARS * PLAN_PARTS.length;

/** What a client may send: the SHA-256, and the digests or not. */
export const PLAN_HASH_PATTERN = /^[0-9a-f]{64}(\.[A-Za-z0-9_-]*)?$/;
/** 100 connections with two slots each. */
export const MAX_PLAN_HASH_CHARS = 3_500;

/** The plan's name. The order of its slots makes no difference. */
export async function planHash(items: readonly PlanItem[]): Promise<string> {
  const tags = await Promise.all(items.map(tagOf));
  const bytes = Uint8Array.from(tags.toSorted().join("").match(/../g) ?? [], (hex) => parseInt(hex, 16));
  return `${await planSha(items)}.${toBase64Url(bytes)}`;
}

/** The part of a plan's name that decides, as it is stored with the run. */
export function shaOfPlanHash(hash: string): string {
  return hash.slice(0, SHA_CHARS);
}

/**
 * How `items` differ from the plan that was approved; null when they do not. Empty when something differs that the name
 * does not explain.
 */
export async function planDifferences(
  approved: string,
  items: readonly PlanItem[],
): Promise<PlanDifference[] | null> {
  if (shaOfPlanHash(approved) === (await planSha(items))) return null;
  const before = readTags(approved);
  if (before === null) return [];
  const differences: PlanDifference[] = [];
  for (const item of items) {
    const tag = await tagOf(item);
    const key = tag.slice(0, KEY_CHARS);
    const parts = before.get(key);
    before.delete(key);
    if (parts === undefined) differences.push({ what: "added", item });
    else differences.push(...differingParts(parts, tag.slice(KEY_CHARS)).map((what) => ({ what, item })));
  }
  const gone = [...before].map((): PlanDifference => ({ what: "gone", item: null }));
  return [...differences, ...gone];
}

function differingParts(before: string, now: string): PlanPart[] {
  return PLAN_PARTS.filter((_, at) => {
    const [from, to] = [at * PART_CHARS, (at + 1) * PART_CHARS];
    return before.slice(from, to) !== now.slice(from, to);
  });
}

async function planSha(items: readonly PlanItem[]): Promise<string> {
  const slots = items.map((item) => canonicalJson({ ...keyOf(item), ...partsOf(item) })).toSorted();
  return sha256Hex(canonicalJson({ v: 1, slots }));
}

async function tagOf(item: PlanItem): Promise<string> {
  const key = await sha256Hex(canonicalJson(keyOf(item)));
  const parts = partsOf(item);
  const digests = await Promise.all(PLAN_PARTS.map((part) => sha256Hex(canonicalJson(parts[part]))));
  return key.slice(0, KEY_CHARS) + digests.map((digest) => digest.slice(0, PART_CHARS)).join("");
}

/** By slot; null when the digests are missing or damaged. */
function readTags(hash: string): Map<string, string> | null {
  const text = hash.slice(SHA_CHARS + 1);
  if (text === "") return null;
  const hex = Array.from(decode(text), (char) => char.charCodeAt(0).toString(16).padStart(2, "0")).join("");
  if (hex.length === 0 || hex.length % TAG_CHARS !== 0) return null;
  const tags = hex.match(new RegExp(`.{${TAG_CHARS}}`, "g")) ?? [];
  return new Map(tags.map((tag) => [tag.slice(0, KEY_CHARS), tag.slice(KEY_CHARS)]));
}

/** The bytes as characters; none when it is no base64. */
function decode(text: string): string {
  try {
    return atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  } catch {
    return "";
  }
}

function keyOf({ connectionId, slot }: PlanItem) {
  return { connectionId, slot };
}

/**
 * What a person approves. Left out: addresses of pictures, which change without the picture; why a platform could not be
 * read, which changes by the second; a file's row, when its bytes are the same.
 */
function partsOf(item: PlanItem): Readonly<Record<PlanPart, unknown>> {
  const { seen, proposed } = item;
  return {
    picture: item.imageId,
    cut:
      proposed.state === "ready"
        ? {
            sha256: proposed.sha256,
            width: proposed.width,
            height: proposed.height,
            format: proposed.format,
            bytes: proposed.bytes,
          }
        : proposed,
    shown:
      seen.state === "read" ? { identity: seen.identity, isDefault: seen.isDefault } : { state: seen.state },
    terms: {
      platform: item.platform,
      change: item.change,
      announces: item.announces,
      warnings: item.warnings.toSorted(),
    },
  };
}
