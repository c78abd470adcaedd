/** Fetches the page anew and puts the parts that may have changed in the place of the old ones. */

/**
 * Every element with `data-live` takes the state it has on the server; one that has the focus, or is gone there, stays.
 * The server's markup comes as a document, not as text: Trusted Types would rightly refuse text.
 */
export async function refreshParts(): Promise<boolean> {
  const fresh = await fetchDocument();
  if (fresh === null) return false;
  const parts = new Map([...fresh.querySelectorAll("[data-live]")].map((part) => [keyOf(part), part]));
  for (const old of document.querySelectorAll("[data-live]")) {
    const part = parts.get(keyOf(old));
    if (part !== undefined && !old.contains(document.activeElement))
      old.replaceWith(document.importNode(part, true));
  }
  return true;
}

function keyOf(part: Element): string {
  return part.getAttribute("data-live") ?? "";
}

function fetchDocument(): Promise<Document | null> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.addEventListener("loadend", () => resolve(request.status === 200 ? request.responseXML : null));
    request.open("GET", location.href);
    request.responseType = "document";
    request.send();
  });
}
