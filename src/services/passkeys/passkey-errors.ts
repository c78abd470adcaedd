/** Refusals around passkeys. */
import { AppError } from "../../errors.ts";

/** 401, one answer for all reasons: it must not tell whether a passkey or an account exists. */
export function passkeyNotAccepted(): AppError {
  return new AppError(
    401,
    "passkey_not_accepted",
    "That passkey was not accepted. Try it once more, or sign in another way.",
  );
}

/** 422: what the authenticator sent at registration is not as it has to be, or came too late. */
export function passkeyNotMade(): AppError {
  return new AppError(
    422,
    "passkey_not_made",
    "The passkey could not be added: the answer of your device did not fit, or came after more than 5 minutes. Try again.",
  );
}
