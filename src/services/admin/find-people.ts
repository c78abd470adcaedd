import type { AppContext } from "../../context.ts";
import { findPeople as findRows, listPeople as listRows, type PersonRow } from "../../db/admin-people.ts";
import type { PagePosition } from "../../db/page-position.ts";
import { emailKey } from "../accounts/email-key.ts";
import type { AdminView } from "./record-view.ts";

/** A person in a list of administrators. */
export interface PersonSummary {
  readonly id: string;
  readonly email: string;
  readonly verified: boolean;
  readonly role: PersonRow["role"];
  readonly handle: string | null;
  readonly created_at: string;
}

export function toPersonSummary(row: PersonRow): PersonSummary {
  return {
    id: row.id,
    email: row.email,
    verified: row.emailVerifiedAt !== null,
    role: row.role,
    handle: row.handle,
    created_at: new Date(row.createdAt).toISOString(),
  };
}

/** Everybody, newest first. */
export async function listPeople(
  app: AppContext,
  _view: AdminView,
  page: { readonly limit: number; readonly after: PagePosition | null },
): Promise<PersonSummary[]> {
  return (await listRows(app.db, page.limit, page.after)).map(toPersonSummary);
}

/** Those whose address, id or handle is exactly what was typed: nobody is found by a part of their address. */
export async function findPeople(app: AppContext, _view: AdminView, typed: string): Promise<PersonSummary[]> {
  const text = typed.trim();
  const handle = text.toLowerCase().replace(/^@/, "");
  return (await findRows(app.db, { emailKey: emailKey(text), id: text, handle })).map(toPersonSummary);
}
