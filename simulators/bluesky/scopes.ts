/** Granular scopes (atproto.com/specs/permission): `repo:<collection>?action=…`, `blob:<type>`. */
import { XrpcError } from "./errors.ts";

type Action = "create" | "update" | "delete";

/** Scopes this server knows; others are left out of a grant without a word, as on the real one. */
export function isKnownScope(scope: string): boolean {
  return /^(atproto|transition:(generic|email|chat\.bsky)|(repo|blob|rpc|account|identity|include)([:?].+))$/.test(
    scope,
  );
}

/** Throws ScopeMissingError (403) unless the session may do `action` on records of `collection`. */
export function requireRepoScope(scope: string, collection: string, action: Action): void {
  const allowed = parse(scope, "repo", "collection").some(
    ({ values, params }) =>
      (values.includes("*") || values.includes(collection)) &&
      (params.getAll("action").length === 0 || params.getAll("action").includes(action)),
  );
  if (!allowed && !isCoarse(scope)) throw missing(`repo:${collection}?action=${action}`);
}

/** Throws ScopeMissingError (403) unless the session may upload this type. */
export function requireBlobScope(scope: string, mimeType: string): void {
  const allowed = parse(scope, "blob", "accept").some(({ values }) =>
    values.some(
      (accept) => accept === "*/*" || accept === mimeType || accept === `${mimeType.split("/")[0]}/*`,
    ),
  );
  if (!allowed && !isCoarse(scope)) throw missing(`blob:${mimeType}`);
}

function isCoarse(scope: string): boolean {
  return scope.split(" ").includes("transition:generic");
}

function missing(scope: string): XrpcError {
  return new XrpcError(403, "ScopeMissingError", `Missing required scope "${scope}"`);
}

/** `kind:positional?params`; the positional value may stand in the parameter `key` instead. */
function parse(scope: string, kind: string, key: string): { values: string[]; params: URLSearchParams }[] {
  return scope.split(" ").flatMap((each) => {
    const match = /^([a-z]+)(?::([^?]*))?(?:\?(.*))?$/.exec(each);
    if (match?.[1] !== kind) return [];
    const params = new URLSearchParams(match[3] ?? "");
    const positional = match[2] === undefined ? [] : [decodeURIComponent(match[2])];
    return [{ values: [...positional, ...params.getAll(key)], params }];
  });
}
