/** Walks the reference server's consent pages as its own page script does, without a browser. */
import { HOST } from "./reference-server.ts";
import { loopbackRequest } from "./loopback-request.ts";

const API = "/@atproto/oauth-provider/~api";

/** Signs in and decides; returns what the app's callback is called with. */
export async function decide(
  port: number,
  authorizeUrl: string,
  person: { handle: string; password: string },
  decision: "allow" | "decline",
): Promise<URLSearchParams> {
  const jar = new Map<string, string>();
  const go = async (url: string, headers: Record<string, string>, body?: unknown) => {
    const response = await loopbackRequest(port, new URL(url), {
      method: body === undefined ? "GET" : "POST",
      headers: {
        ...headers,
        "user-agent": "interop",
        cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; "),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ""] = line.split(";");
      jar.set(pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1));
    }
    return response;
  };
  const call = async (endpoint: string, body: unknown, bearer?: string): Promise<Record<string, unknown>> => {
    const response = await go(
      `https://${HOST}${API}${endpoint}`,
      {
        "sec-fetch-mode": "same-origin",
        "sec-fetch-site": "same-origin",
        "sec-fetch-dest": "empty",
        origin: `https://${HOST}`,
        referer: authorizeUrl,
        "x-csrf-token": jar.get("csrf-token") ?? "",
        ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
      },
      body,
    );
    const answer = (await response.json()) as Record<string, unknown>;
    if (response.status !== 200) throw new Error(`${endpoint}: ${response.status} ${JSON.stringify(answer)}`);
    return answer;
  };

  const page = await go(authorizeUrl, {
    "sec-fetch-mode": "navigate",
    "sec-fetch-site": "cross-site",
    "sec-fetch-dest": "document",
  });
  if (page.status !== 200)
    throw new Error(`consent page: ${page.status} ${(await page.text()).slice(0, 500)}`);
  if (decision === "decline") return paramsOf(await call("/reject", {}));

  const signedIn = await call("/sign-in", {
    locale: "en",
    username: person.handle,
    password: person.password,
  });
  const { sub } = signedIn["account"] as { sub: string };
  const token = signedIn["ephemeralToken"];
  return paramsOf(await call("/consent", { sub }, typeof token === "string" ? token : undefined));
}

/** The page then navigates to `url`, which redirects to the app with these parameters. */
function paramsOf(answer: Record<string, unknown>): URLSearchParams {
  return new URL(String(answer["url"])).searchParams;
}
