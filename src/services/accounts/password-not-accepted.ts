import { InvalidInputError } from "../../errors.ts";

/** The one form of a refused password, whatever refused it. `code` names the reason for machines, `detail` for people. */
export function passwordNotAccepted(code: string, detail: string): InvalidInputError {
  return new InvalidInputError("password_not_accepted", detail, [{ pointer: "/password", code, detail }]);
}
