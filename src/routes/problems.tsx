import { Hono } from "hono";

import { NotFoundError } from "../errors.ts";
import { renderDocument } from "../views/document.ts";
import { ProblemPage } from "../views/pages/problem-page.tsx";
import { PROBLEM_WORDS } from "../views/problem-words.ts";
import type { HonoEnv } from "./app-env.ts";

/** `/problems/{code}`: where the `type` of every API problem leads. */
export const problemsRoutes = new Hono<HonoEnv>().get("/problems/:code", (c) => {
  const code = c.req.param("code");
  const words = Object.hasOwn(PROBLEM_WORDS, code) ? PROBLEM_WORDS[code] : undefined;
  if (words === undefined) throw new NotFoundError();
  return c.html(renderDocument(<ProblemPage code={code} words={words} />));
});
