/** The few families of failure the app throws on purpose. No HTTP rendering here: `http/render-error.tsx` does that once. */

export interface FieldError {
  /** JSON pointer or form field the message belongs to, such as `/email`. */
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

interface AppErrorDetails {
  readonly errors?: readonly FieldError[];
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

/**
 * Base of all families. `status` is the HTTP status, `code` a stable word for machines, `message` a sentence a person
 * may read: what happened, with the limit and the value, and what to do next.
 */
export class AppError extends Error {
  override readonly name: string = "AppError";
  readonly status: number;
  readonly code: string;
  readonly errors: readonly FieldError[];
  readonly retryAfterSeconds: number | null;

  constructor(status: number, code: string, message: string, details: AppErrorDetails = {}) {
    super(message, details.cause === undefined ? {} : { cause: details.cause });
    this.status = status;
    this.code = code;
    this.errors = details.errors ?? [];
    this.retryAfterSeconds = details.retryAfterSeconds ?? null;
  }
}

/** 422: understood, but a value is not acceptable. */
export class InvalidInputError extends AppError {
  override readonly name = "InvalidInputError";
  constructor(code: string, message: string, errors: readonly FieldError[] = []) {
    super(422, code, message, { errors });
  }
}

export class SignInRequiredError extends AppError {
  override readonly name = "SignInRequiredError";
  constructor(message = "Sign in to go on.") {
    super(401, "sign_in_required", message);
  }
}

export class ForbiddenError extends AppError {
  override readonly name = "ForbiddenError";
  constructor(code: string, message: string) {
    super(403, code, message);
  }
}

/** 404: absent, or somebody else's. The two are not told apart. */
export class NotFoundError extends AppError {
  override readonly name = "NotFoundError";
  constructor(what = "page") {
    super(404, "not_found", `There is no such ${what}.`);
  }
}

export class ConflictError extends AppError {
  override readonly name = "ConflictError";
  constructor(code: string, message: string) {
    super(409, code, message);
  }
}

export class TooLargeError extends AppError {
  override readonly name = "TooLargeError";
  constructor(message: string) {
    super(413, "too_large", message);
  }
}

/** A file over the limit, both in bytes. */
export function fileTooLarge(bytes: number, limitBytes: number): TooLargeError {
  // Rounded up: "16.0 MB; at most 16 MB" would help nobody.
  const megabytes = (Math.ceil((bytes / 1024 / 1024) * 10) / 10).toFixed(1);
  const limit = limitBytes / 1024 / 1024;
  return new TooLargeError(
    `The file has ${megabytes} MB; at most ${limit} MB are accepted. Save it smaller, as JPEG.`,
  );
}

export class UnsupportedMediaError extends AppError {
  override readonly name = "UnsupportedMediaError";
  constructor(message: string) {
    super(415, "unsupported_media_type", message);
  }
}

export class RateLimitedError extends AppError {
  override readonly name = "RateLimitedError";
  constructor(message: string, retryAfterSeconds: number) {
    super(429, "rate_limited", message, { retryAfterSeconds });
  }
}

/** 503: a part of ours or a platform is away for a while. */
export class UnavailableError extends AppError {
  override readonly name = "UnavailableError";
  constructor(code: string, message: string, retryAfterSeconds = 30) {
    super(503, code, message, { retryAfterSeconds });
  }
}
