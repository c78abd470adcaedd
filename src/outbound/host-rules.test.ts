import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { checkUrl, refuseHost } from "./host-rules.ts";
import { HOSTILE_ADDRESSES } from "./hostile-addresses.fixture.ts";

const OWN = ["linkarooie.app"];

describe("checkUrl", () => {
  it("has a table of at least 200 hostile addresses without repeats", () => {
    const all = HOSTILE_ADDRESSES.flatMap(([, addresses]) => addresses);
    expect(new Set(all).size).toBe(all.length);
    expect(all.length).toBeGreaterThanOrEqual(200);
  });

  it.each(HOSTILE_ADDRESSES)("refuses every address of %s by that rule", (rule, addresses) => {
    const verdicts = addresses.map((address) => [address, checkUrl(address, OWN)]);
    expect(verdicts).toEqual(addresses.map((address) => [address, { refused: rule }]));
  });

  it("allows the others, normalised and without fragment", () => {
    const allowed: readonly (readonly [typed: string, normalised: string])[] = [
      ["https://mastodon.social", "https://mastodon.social/"],
      ["https://mastodon.social:443/a?b=c#d", "https://mastodon.social/a?b=c"],
      ["HTTPS://Mastodon.SOCIAL/A", "https://mastodon.social/A"],
      ["https:mastodon.social", "https://mastodon.social/"],
      ["https:\\\\mastodon.social\\x", "https://mastodon.social/x"],
      ["https://münchen.social/", "https://xn--mnchen-3ya.social/"],
      ["https://mastodon。social/", "https://mastodon.social/"],
      [
        "https://ada.bluesky.hopfield.social/.well-known/atproto-did",
        "https://ada.bluesky.hopfield.social/.well-known/atproto-did",
      ],
      ["https://1.1.1.one/", "https://1.1.1.one/"],
      ["https://0x7f.social/", "https://0x7f.social/"],
      ["https://mylocalhost.social/", "https://mylocalhost.social/"],
      ["https://local.social/", "https://local.social/"],
      ["https://notnip.io/", "https://notnip.io/"],
      ["https://notlinkarooie.app/", "https://notlinkarooie.app/"],
      ["https://linkarooie.app.social/", "https://linkarooie.app.social/"],
      [`https://${"a".repeat(63)}.social/`, `https://${"a".repeat(63)}.social/`],
    ];
    const verdicts = allowed.map(([address]) => {
      const checked = checkUrl(address, OWN);
      return [address, "url" in checked ? checked.url.href : checked.refused];
    });
    expect(verdicts).toEqual(allowed);
  });

  it("judges a URL object by what it would connect to, not by the text it was made of", () => {
    expect(checkUrl(new URL("https://0x7f.1/"))).toEqual({ refused: "ip_literal" });
  });

  it("allows an address only if every rule holds for what it serialises to", () => {
    const pick = (parts: string) => fc.constantFrom(...parts.split(" "));
    const label = pick(
      "127 0x7f 0 1 010 local localhost a a-b -a a- a_b münchen ｌocalhost ① xn--mnchen-3ya linkarooie",
    );
    const ending = pick("social social org app example internal local 1 0x1 nip.io linkarooie.app com");
    const host = fc.oneof(
      {
        weight: 6,
        arbitrary: fc.tuple(fc.array(label, { maxLength: 4 }), ending).map(([names, end]) => [...names, end]),
      },
      { weight: 1, arbitrary: fc.ipV4Extended().map((ip) => [ip]) },
      { weight: 1, arbitrary: fc.ipV6().map((ip) => [`[${ip}]`]) },
      { weight: 1, arbitrary: fc.string({ maxLength: 12 }).map((text) => [text]) },
    );
    const address = fc
      .record({
        scheme: fc.constantFrom(
          "https://",
          "https://",
          "https://",
          "https:",
          "https:\\\\",
          "http://",
          "//",
          "",
        ),
        user: fc.constantFrom("", "", "", "", "a@", "a:b@", "@"),
        host,
        dot: fc.constantFrom(".", ".", "。", "%2e"),
        port: fc.constantFrom("", "", "", ":443", ":80", ":8788"),
        path: fc.constantFrom("", "/", "/a?b#c", "\\x", ".", "@x"),
      })
      .map((part) => [part.scheme, part.user, part.host.join(part.dot), part.port, part.path].join(""));
    let allowed = 0;
    fc.assert(
      fc.property(address, (text) => {
        const checked = checkUrl(text, OWN);
        if (!("url" in checked)) return;
        allowed += 1;
        // The second reading is the test's own: plain text rules on the serialised form.
        const name = /^https:\/\/([a-z0-9.-]{1,253})(?:\/[^#]*)$/.exec(checked.url.href)?.[1] ?? "";
        const holds =
          /^(?:(?!-)[a-z0-9-]{1,63}(?<!-)\.)+(?!-)[a-z0-9-]{1,63}(?<!-)$/.test(name) &&
          !/(?:^|\.)(?:\d+|0x[0-9a-f]*)$/.test(name) &&
          !/\.(?:localhost|local|internal|arpa|onion|i2p|test|invalid|example)$/.test(name) &&
          !`.${name}`.endsWith(".linkarooie.app");
        if (!holds) throw new Error(`allowed ${checked.url.href}`);
        const again = checkUrl(checked.url.href, OWN);
        expect("url" in again && again.url.href).toBe(checked.url.href);
      }),
      { numRuns: 4_000 },
    );
    expect(allowed).toBeGreaterThan(50);
  }, 20_000);
});

describe("refuseHost", () => {
  it("refuses nothing as a name", () => expect(refuseHost("")).toBe("unparseable"));
  it("knows no zone of ours unless told", () => expect(refuseHost("linkarooie.app")).toBeNull());
});
