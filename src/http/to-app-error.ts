import { HTTPException } from "hono/http-exception";
import * as z from "zod";

import { AppError, InvalidInputError, UnavailableError } from "../errors.ts";
import { SECOND_MS } from "../limits.ts";
import { PlatformError, type PlatformErrorKind } from "../platforms/errors.ts";
import { fieldErrors } from "./field-errors.ts";

const PLATFORM_ANSWERS: Readonly<Record<PlatformErrorKind, readonly [status: number, sentence: string]>> = {
  "retry-at": [429, "The platform asks us to wait. Try again later."],
  unavailable: [503, "The platform is away right now. Try again in a few minutes."],
  "token-stale": [409, "The connection has to be renewed. Try again."],
  "token-dead": [409, "The platform no longer accepts this connection. Connect the account again."],
  "scope-missing": [
    409,
    "The connection does not allow this. Connect the account again and allow everything asked for.",
  ],
  "input-bad": [422, "The platform does not accept this."],
  "payment-needed": [
    503,
    "The platform refuses us until a payment of ours is settled. Your pictures are safe here.",
  ],
  cooldown: [429, "The platform limits how often this may be changed. Try again later."],
  "capability-gone": [409, "The platform no longer offers this."],
  conflict: [409, "Somebody changed this on the platform meanwhile. Look at it, then try again."],
  "person-must-act": [409, "The platform wants you to do something there first."],
  unknown: [502, "The platform gave no clear answer, so we cannot say whether it did what we asked."],
};

/** Any thrown thing as an error whose message a person may read. What nobody foresaw becomes one fixed sentence. */
export function toAppError(error: unknown, now: number): AppError {
  if (error instanceof AppError) return isInternal(error) ? internalError(error) : error;
  if (error instanceof PlatformError) return fromPlatform(error, now);
  if (error instanceof HTTPException) return fromHttpException(error);
  if (error instanceof z.ZodError) {
    return new InvalidInputError(
      "invalid_input",
      "Some fields are not accepted.",
      fieldErrors(error, undefined),
    );
  }
  return internalError(error);
}

/** A 5xx of ours explains itself to operators, not to strangers; only "away for a while" is meant for both. */
function isInternal(error: AppError): boolean {
  return error.status >= 500 && !(error instanceof UnavailableError);
}

function internalError(cause: unknown): AppError {
  return new AppError(
    500,
    "internal_error",
    "Something went wrong on our side, and we have made a note of it. Try again; if it stays, write to us with the request id.",
    { cause },
  );
}

function fromPlatform(error: PlatformError, now: number): AppError {
  const [status, sentence] = PLATFORM_ANSWERS[error.kind];
  const wait = error.retryAt === null ? null : Math.max(1, Math.ceil((error.retryAt - now) / SECOND_MS));
  const needsWait = status === 429 || status === 503;
  return new AppError(status, `platform_${error.kind.replaceAll("-", "_")}`, sentence, {
    errors: [{ pointer: "", code: error.reason, detail: sentence }],
    ...(needsWait ? { retryAfterSeconds: wait ?? 60 } : {}),
    cause: error,
  });
}

function fromHttpException(error: HTTPException): AppError {
  const { status } = error;
  if (status >= 500) return internalError(error);
  if (status === 400 && error.message.startsWith("Malformed JSON")) {
    return new AppError(400, "malformed_json", "The body is not valid JSON.");
  }
  if (status === 413) return new AppError(413, "too_large", "The body is larger than this address takes.");
  if (status === 415) {
    return new AppError(
      415,
      "unsupported_media_type",
      "This address does not take a body of that content type.",
    );
  }
  return new AppError(
    status,
    status === 400 ? "malformed_request" : "refused",
    "The request cannot be carried out as it came.",
  );
}
