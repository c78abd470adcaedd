import type { LOGIN_PROVIDERS } from "../../db/schema.ts";

/** How a person proved who they are. */
export type SignInMethod = "password" | "passkey" | "demo" | (typeof LOGIN_PROVIDERS)[number];
