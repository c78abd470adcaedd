/** Refusals of GitHub's API. */

/** `status` is told twice, as the real one does. */
export function apiError(status: number, message: string, headers: Record<string, string> = {}): Response {
  const body = { message, documentation_url: "https://docs.github.com/rest", status: String(status) };
  return Response.json(body, { status, headers });
}

/** Plain text, before anything else is looked at. */
export function noUserAgent(): Response {
  return new Response(
    "\r\nRequest forbidden by administrative rules. Please make sure your request has a User-Agent header.\r\n",
    { status: 403, headers: { "content-type": "text/html; charset=utf-8" } },
  );
}

/** As the site itself answers when it is out of order. */
export function unicorn(status: number): Response {
  return new Response("<!doctype html><title>Unicorn! &middot; GitHub</title>", {
    status,
    headers: { "content-type": "text/html; charset=utf-8" },
  });
}
