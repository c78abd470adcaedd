import { env } from "cloudflare:workers";

/** How much of something a test does: little in `npm test`, all of it in `npm run verify`. */
export function amount(small: number, all: number): number {
  return (env as unknown as { HEAVY: string }).HEAVY === "" ? small : all;
}
