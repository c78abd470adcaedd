import type { HttpClient } from "./http-client.ts";

/** What a person types to connect the seeded account of each platform. */
const TYPED: Readonly<Record<string, { host?: string; handle?: string }>> = {
  x: {},
  bluesky: { handle: "ada.bluesky.hopfield.social" },
  mastodon: { host: "mastodon.hopfield.social" },
};

/** Connects `account` on a platform by the real flow: authorize link, consent form, callback. */
export async function connect(client: HttpClient, platform: string, account: string): Promise<void> {
  const typed = TYPED[platform] ?? {};
  const started = await client.api<{ authorize_url: string }>("POST", `/connections/${platform}`, typed);
  const consent = await client.open(started.authorize_url);
  const back = await client.submitFirstForm(consent, { account });
  const landed = new URL(back.url);
  if (back.status !== 200 || landed.searchParams.has("problem")) {
    throw new Error(
      `Connecting ${platform} ended at ${landed.pathname}${landed.search} (HTTP ${back.status}).`,
    );
  }
}
