import { expect, test } from "vitest";

import { isSignedBy, percentEncode, readAuthorization, signatureBase } from "./oauth1.ts";

test("the example of RFC 5849 section 1.2 verifies, and no longer once anything in it differs", () => {
  const header = readAuthorization(
    `OAuth realm="Photos", oauth_consumer_key="dpf43f3p2l4k3l03", oauth_token="nnch734d00sl2jdk",
      oauth_signature_method="HMAC-SHA1", oauth_timestamp="137131202", oauth_nonce="chapoH",
      oauth_signature="MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D"`,
  );
  if (header === null) throw new Error("unreadable");
  const check = (url: string, method = "GET", secret = "pfkkdhi9sl3r4s00") =>
    isSignedBy(
      header.get("oauth_signature") ?? "",
      signatureBase(method, new URL(url), header, []),
      "kd94hf93k423kf44",
      secret,
    );
  expect(check("http://photos.example.net/photos?file=vacation.jpg&size=original")).toBe(true);
  expect(check("http://photos.example.net/photos?file=vacation.jpg&size=large")).toBe(false);
  expect(check("https://photos.example.net/photos?file=vacation.jpg&size=original")).toBe(false);
  expect(check("http://photos.example.net/photos?file=vacation.jpg&size=original", "POST")).toBe(false);
  expect(check("http://photos.example.net/photos?file=vacation.jpg&size=original", "GET", "other")).toBe(
    false,
  );
});

test("the base string of RFC 5849 section 3.4.1.1, with repeated and empty parameters", () => {
  const header = new Map([
    ["realm", "Example"],
    ["oauth_consumer_key", "9djdj82h48djs9d2"],
    ["oauth_token", "kkk9d7dh3k39sjv7"],
    ["oauth_signature_method", "HMAC-SHA1"],
    ["oauth_timestamp", "137131201"],
    ["oauth_nonce", "7d8f3e4a"],
    ["oauth_signature", "bYT5CMsGcbgUdFHObYMEfcx6bsw="],
  ]);
  const base = signatureBase(
    "post",
    new URL("http://EXAMPLE.COM:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b"),
    header,
    [
      ["c2", ""],
      ["a3", "2 q"],
    ],
  );
  expect(base).toBe(
    "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D" +
      "%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1" +
      "%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7",
  );
});

test("percent encoding leaves only unreserved characters", () => {
  expect(percentEncode("Ladies + Gentlemen!*'()~")).toBe("Ladies%20%2B%20Gentlemen%21%2A%27%28%29~");
  expect(percentEncode("☃")).toBe("%E2%98%83");
});
