/** The pages of `docs/security`, for tests in workerd that hold them against the code. */
import type {} from "./image-fixtures.ts";

const pages = import.meta.glob("../../../docs/security/*.md", {
  query: "?raw",
  import: "default",
  eager: true,
});

/** The text of a page, by its name without `.md`. */
export function securityPage(name: string): string {
  const text = pages[`../../../docs/security/${name}.md`];
  if (text === undefined) throw new Error(`there is no page docs/security/${name}.md`);
  return text;
}

/** The lines of the code block below a heading. */
export function listUnder(page: string, heading: string): string[] {
  const block = securityPage(page).split(`\n## ${heading}\n`)[1]?.split("```")[1] ?? "";
  return block
    .split("\n")
    .slice(1)
    .filter((line) => line !== "");
}
