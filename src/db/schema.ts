/** All D1 tables. `docs/storage.md` says who owns each, how long it lives and how it is erased. */
export * from "./schema/accounts.ts";
export * from "./schema/pictures.ts";
export * from "./schema/sync.ts";
export * from "./schema/guards.ts";
export * from "./schema/sign-in.ts";
