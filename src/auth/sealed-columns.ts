/** Every column of D1 that holds a sealed value, and what each value is bound to. A test holds this list to the schema. */
import type { SealPlace } from "./vault.ts";

/**
 * How a new primary key reaches the values of a column:
 * - `resealed`: row by row, by the rotation;
 * - `by_user_sync`: by the object of each person, which has a copy of its own;
 * - `waited_out`: not at all. The values are gone within minutes (flows) or a day (unsent mail), the key stays longer.
 */
type Turnover = "resealed" | "by_user_sync" | "waited_out";

export interface SealedColumn {
  readonly table: string;
  readonly column: string;
  /** Columns whose values a sealed value is bound to; null where it is bound to none. */
  readonly row: string;
  readonly user: string | null;
  readonly platform: string | null;
  readonly turnover: Turnover;
}

export const SEALED_COLUMNS = {
  grant: {
    table: "user_platforms",
    column: "sealed_grant",
    row: "id",
    user: "user_id",
    platform: "platform_id",
    turnover: "by_user_sync",
  },
  totp: {
    table: "totp_credentials",
    column: "sealed_secret",
    row: "user_id",
    user: "user_id",
    platform: null,
    turnover: "resealed",
  },
  connectFlow: {
    table: "connect_flows",
    column: "sealed_flow",
    row: "state_hash",
    user: "user_id",
    platform: "platform_id",
    turnover: "waited_out",
  },
  loginFlow: {
    table: "login_flows",
    column: "sealed_flow",
    row: "state_hash",
    user: "user_id",
    platform: null,
    turnover: "waited_out",
  },
  mail: {
    table: "emails",
    column: "sealed_values",
    row: "id",
    user: "user_id",
    platform: null,
    turnover: "waited_out",
  },
} as const satisfies Readonly<Record<string, SealedColumn>>;

export type SealedColumnKey = keyof typeof SEALED_COLUMNS;

/** All of them, as data. */
export const ALL_SEALED_COLUMNS: readonly SealedColumn[] = Object.values(SEALED_COLUMNS);

/** The one place a value of a column may be opened in. What a column is not bound to stays empty. */
export function sealPlace(
  column: Pick<SealedColumn, "table" | "column">,
  at: { readonly row: string; readonly user: string | null; readonly platform?: string | null },
): SealPlace {
  return {
    table: column.table,
    column: column.column,
    row: at.row,
    user: at.user ?? "",
    platform: at.platform ?? "",
  };
}
