/** Every code an `Unreadable` may carry, with the sentence a person reads. */
const UNREADABLE_REASONS = {
  not_a_picture: "This file is not a picture. Choose a JPEG, PNG, WebP or GIF file.",
  damaged: "The picture is damaged or incomplete. Open it in a picture program and save it again as JPEG.",
  unsupported_coding:
    "The picture uses a rare kind of JPEG that few programs read. Open it in a picture program and save it again as an ordinary JPEG.",
  original_missing: "The uploaded file is gone. Upload the picture again.",
  does_not_fit: "The picture has too much detail for a platform's size limit. Choose a calmer picture.",
} as const;

type UnreadableReason = keyof typeof UNREADABLE_REASONS;

/** The sentence for a stored reason: a code of this list, or of `check-bounds.ts`, whose sentences need the file's values. */
export function describeUnreadable(reason: string): string {
  if (Object.hasOwn(UNREADABLE_REASONS, reason)) return UNREADABLE_REASONS[reason as UnreadableReason];
  return "The picture could not be used. Save it as a JPEG of at most 12 megapixels and upload it again.";
}
