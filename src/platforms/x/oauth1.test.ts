import { describe, expect, it } from "vitest";

import { hmacSha1, newNonce, signatureBase, signOAuth1 } from "./oauth1.ts";

/** RFC 5849 section 1.2: the client and its two tokens. */
const CLIENT = { key: "dpf43f3p2l4k3l03", secret: "kd94hf93k423kf44" };

function signatureIn(header: string): string {
  return decodeURIComponent(/oauth_signature="([^"]+)"/.exec(header)?.[1] ?? "");
}

describe("signatureBase", () => {
  it("normalises as RFC 5849 3.4.1.1 shows, with repeated, empty and encoded parameters", () => {
    const base = signatureBase("post", "http://EXAMPLE.com:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b", [
      ["oauth_consumer_key", "9djdj82h48djs9d2"],
      ["oauth_token", "kkk9d7dh3k39sjv7"],
      ["oauth_signature_method", "HMAC-SHA1"],
      ["oauth_timestamp", "137131201"],
      ["oauth_nonce", "7d8f3e4a"],
      ["c2", ""],
      ["a3", "2 q"],
    ]);
    expect(base).toBe(
      "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D" +
        "%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1" +
        "%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7",
    );
  });

  it.each([
    {
      leg: "temporary credentials",
      method: "POST",
      url: "https://photos.example.net/initiate",
      params: {
        oauth_timestamp: "137131200",
        oauth_nonce: "wIjqoS",
        oauth_callback: "http://printer.example.com/ready",
      },
      tokenSecret: "",
      signature: "74KNZJeDHnMBp0EMJ9ZHt/XKycU=",
    },
    {
      leg: "token",
      method: "POST",
      url: "https://photos.example.net/token",
      params: {
        oauth_token: "hh5s93j4hdidpola",
        oauth_timestamp: "137131201",
        oauth_nonce: "walatlh",
        oauth_verifier: "hfdp7dh39dks9884",
      },
      tokenSecret: "hdhd0244k9j7ao03",
      signature: "gKgrFCywp7rO0OXSjdot/IHF7IU=",
    },
    {
      leg: "resource",
      method: "GET",
      url: "http://photos.example.net/photos?file=vacation.jpg&size=original",
      params: { oauth_token: "nnch734d00sl2jdk", oauth_timestamp: "137131202", oauth_nonce: "chapoH" },
      tokenSecret: "pfkkdhi9sl3r4s00",
      signature: "MdpQcU8iPSUjWoN/UDMsK2sui9I=",
    },
  ])("signs the $leg request of RFC 5849 1.2", async ({ method, url, params, tokenSecret, signature }) => {
    const all = { oauth_consumer_key: CLIENT.key, oauth_signature_method: "HMAC-SHA1", ...params };
    const base = signatureBase(method, url, Object.entries(all));
    expect(await hmacSha1(`${CLIENT.secret}&${tokenSecret}`, base)).toBe(signature);
  });
});

describe("signOAuth1", () => {
  it("signs the example of X's documentation, form body and query included", async () => {
    const header = await signOAuth1(
      {
        consumerKey: "xvz1evFS4wEEPTGEFPHBog",
        consumerSecret: "kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw",
        token: "370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb",
        tokenSecret: "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE",
      },
      {
        method: "POST",
        url: "https://api.twitter.com/1.1/statuses/update.json?include_entities=true",
        form: new URLSearchParams({ status: "Hello Ladies + Gentlemen, a signed OAuth request!" }),
        nonce: "kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg",
        timestamp: 1_318_622_958,
      },
    );
    expect(signatureIn(header)).toBe("hCtSmYh+iHYCEqBWrE7C7hYmtUk=");
  });

  // Expected values were made with Debian's python3-oauthlib 3.2.2.
  it("agrees with oauthlib on reserved characters in keys, secrets and query", async () => {
    const header = await signOAuth1(
      { consumerKey: "ck-!*'()~", consumerSecret: "cs%&=u", token: "tok/+", tokenSecret: "ts ecret" },
      {
        method: "GET",
        url: "https://api.x.com/2/users/me?user.fields=profile_image_url%2Cprofile_banner_url&b=2&a=%20%2B%21&b=10&%C3%A4=",
        nonce: "abc123",
        timestamp: 1_700_000_000,
      },
    );
    expect(header).toContain('oauth_consumer_key="ck-%21%2A%27%28%29~"');
    expect(signatureIn(header)).toBe("n93vlhWiWdmU6Y6APorzGhmkhOY=");
  });

  it("agrees with oauthlib on a callback, and sends it in the header", async () => {
    const header = await signOAuth1(
      { consumerKey: "key", consumerSecret: "secret" },
      {
        method: "POST",
        url: "https://api.x.com/oauth/request_token",
        oauth: { oauth_callback: "http://localhost:8787/connect/x/callback?x=1&y=z" },
        nonce: "abc123",
        timestamp: 1_700_000_000,
      },
    );
    expect(header).toContain(
      'oauth_callback="http%3A%2F%2Flocalhost%3A8787%2Fconnect%2Fx%2Fcallback%3Fx%3D1%26y%3Dz"',
    );
    expect(header).not.toContain("oauth_token");
    expect(signatureIn(header)).toBe("i16fsvdoreGiw+RXATcNkkCg2eM=");
  });

  it("never puts a secret into the header", async () => {
    const keys = { consumerKey: "k", consumerSecret: "consumer-hush", token: "t", tokenSecret: "token-hush" };
    const header = await signOAuth1(keys, {
      method: "GET",
      url: "https://api.x.com/",
      nonce: "n",
      timestamp: 1,
    });
    expect(header).not.toMatch(/hush/);
  });
});

it("makes nonces of ASCII that do not repeat", () => {
  const nonces = Array.from({ length: 50 }, newNonce);
  expect(new Set(nonces).size).toBe(50);
  for (const nonce of nonces) expect(nonce).toMatch(/^[0-9a-f]{32}$/);
});
