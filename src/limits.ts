/** Numbers shared by more than one part. A number used in one file lives in that file; platform facts live in descriptors. */

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** Code points after NFC. OWASP ASVS 5.0, 6.2.1 and 6.2.9: at least 8, and no limit below 64. */
export const MIN_PASSWORD_CHARS = 10;
export const MAX_PASSWORD_CHARS = 128;

/** Largest picture file the server takes. A 50-megapixel phone JPEG is about 8 MB; twice that leaves room for PNG. */
export const MAX_UPLOAD_BYTES = 16 * 1024 * 1024;
/** What one person may keep: ten years of a new picture a week. */
export const MAX_PICTURES = 500;
/** The files as they came; what is rendered from each is smaller and bounded by the platforms. */
export const MAX_STORED_BYTES = 1024 * 1024 * 1024;
/** Shortest side that is still worth showing: below it every platform's picture is a blur. */
export const MIN_SIDE_PX = 32;
/** Longest side any decoder here is given. */
export const MAX_SIDE_PX = 16_384;

/** Largest picture fetched back from a platform for a fingerprint. Platforms re-encode well below this. */
export const MAX_READ_BACK_BYTES = 8 * 1024 * 1024;
/** Time a platform has to answer one request. */
export const PLATFORM_TIMEOUT_MS = 20 * SECOND_MS;
/** Largest JSON or form answer read from a platform. */
export const MAX_PLATFORM_REPLY_BYTES = 512 * 1024;

/** Longest alternative text any connected platform accepts (Mastodon: 1,500 characters). */
export const MAX_ALT_TEXT_CHARS = 1_500;

/** Saved looks a person may keep; restore points do not count. */
export const MAX_SAVED_LOOKS = 100;
/** Code points. */
export const MAX_LOOK_NAME_CHARS = 80;
/** What one look may say about single places: far above the accounts anybody connects. */
export const MAX_LOOK_OVERRIDES = 200;
