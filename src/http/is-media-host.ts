/**
 * True when a request came to the host of rendered files, with TLS or without. `mediaOrigin` is empty when they have none
 * of their own.
 */
export function isMediaHost(url: URL, mediaOrigin: string): boolean {
  return mediaOrigin !== "" && url.host === new URL(mediaOrigin).host;
}
