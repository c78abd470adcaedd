/** Our registration at one Mastodon-compatible server. */
export interface MastodonClient {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Where registrations are kept. They are made once a server; a lost one is simply made again. */
export interface MastodonClients {
  get(host: string): Promise<MastodonClient | null>;
  put(host: string, client: MastodonClient): Promise<void>;
  forget(host: string): Promise<void>;
}
