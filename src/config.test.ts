import { describe, expect, it } from "vitest";

import { readConfig, readSecrets } from "./config.ts";

const right = { ENVIRONMENT: "production", APP_ORIGIN: "https://linkarooie.example" };

function complaint(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return "";
}

describe("readConfig", () => {
  it("takes production values as they are", () => {
    expect(readConfig(right)).toMatchObject({
      environment: "production",
      simulated: false,
      timeScale: 1,
      simulatedHosts: {},
      mailSink: "",
    });
  });

  it.each([
    [{ APP_ORIGIN: "https://linkarooie.example/" }, "APP_ORIGIN: must be an origin such as"],
    [{ APP_ORIGIN: "linkarooie.example" }, "APP_ORIGIN: must be an origin such as"],
    [{ APP_ORIGIN: "http://linkarooie.example" }, "APP_ORIGIN: must start with https://"],
    [{ MEDIA_ORIGIN: "linkarooie-media.example" }, "MEDIA_ORIGIN: "],
    [{ MEDIA_ORIGIN: "https://linkarooie-media.example/" }, "MEDIA_ORIGIN: "],
    [{ MEDIA_ORIGIN: "http://linkarooie-media.example" }, "MEDIA_ORIGIN: must start with https://"],
    [{ MEDIA_ORIGIN: "https://linkarooie.example" }, "MEDIA_ORIGIN: must have another host"],
    [{ MEDIA_ORIGIN: "https://linkarooie.example:8443" }, "MEDIA_ORIGIN: must have another host"],
    [{ ENVIRONMENT: "prod" }, "ENVIRONMENT: "],
    [{ TIME_SCALE: "10" }, "TIME_SCALE: must be 1 outside development"],
    [{ GATE_SCALE: "100" }, "GATE_SCALE: must be 1 outside development"],
    [
      { SIMULATED_HOSTS: '{"x.com":"http://127.0.0.1:1/x"}' },
      "SIMULATED_HOSTS: must be {} outside development",
    ],
    [{ SIMULATED_HOSTS: "x.com" }, "SIMULATED_HOSTS: must be JSON such as"],
    [{ MAIL_SINK: "http://127.0.0.1:1/mail" }, "MAIL_SINK: must be empty outside development"],
    [{ MAIL_FROM: "nobody" }, "MAIL_FROM: "],
    [{ BREACH_CHECK: "yes" }, "BREACH_CHECK: "],
    [{ LOGIN_ENDPOINTS: "github" }, "LOGIN_ENDPOINTS: must be JSON such as"],
    [{ LOGIN_ENDPOINTS: '{"gitlab":{}}' }, "LOGIN_ENDPOINTS: must be JSON such as"],
    [{ LOGIN_ENDPOINTS: '{"google":{"jwks":"javascript:x"}}' }, "LOGIN_ENDPOINTS: must be JSON such as"],
    [{ LOGIN_ENDPOINTS: '{"google":{"jwks":"http://a.example/k"}}' }, "LOGIN_ENDPOINTS: must hold https://"],
  ])("refuses %o and says what a right value looks like", (wrong, sentence) => {
    expect(complaint(() => readConfig({ ...right, ...wrong }))).toContain(sentence);
  });

  it.each([
    ["production", undefined, true],
    ["staging", undefined, true],
    ["development", undefined, false],
    ["test", undefined, false],
    ["production", "off", false],
    ["development", "on", true],
  ])("in %s with BREACH_CHECK %s looks breached passwords up: %s", (environment, value, expected) => {
    const variables = { ...right, ENVIRONMENT: environment, ...(value && { BREACH_CHECK: value }) };
    expect(readConfig(variables).breachCheck).toBe(expected);
  });

  it("names every wrong variable at once", () => {
    const text = complaint(() => readConfig({ ENVIRONMENT: "prod", APP_ORIGIN: "nowhere" }));
    expect(text).toContain("ENVIRONMENT");
    expect(text).toContain("APP_ORIGIN");
  });
});

describe("readSecrets", () => {
  const key = btoa("0123456789abcdef0123456789abcdef");

  it("reads a ring, and switches X off without its pair", () => {
    const ring = JSON.stringify({ primary: "k2", keys: { k1: key, k2: key } });
    const secrets = readSecrets({ VAULT_KEYS: ring, X_CONSUMER_KEY: "only half" });
    expect(secrets.vaultKeys.primary).toBe("k2");
    expect([...secrets.vaultKeys.keys.keys()]).toEqual(["k1", "k2"]);
    expect(secrets.x).toBeNull();
  });

  it("has the right to purge with zone and token together, and with a zone that is one", () => {
    const ring = JSON.stringify({ primary: "k1", keys: { k1: key } });
    const [zone, token] = ["0123456789abcdef0123456789abcdef", "a-token-that-nobody-may-see"];
    const read = (purge: object) => readSecrets({ VAULT_KEYS: ring, ...purge }).purge;
    expect(read({ PURGE_ZONE_ID: zone, PURGE_TOKEN: token })).toEqual({ zoneId: zone, token });
    for (const half of [{}, { PURGE_ZONE_ID: zone }, { PURGE_TOKEN: token }]) expect(read(half)).toBeNull();
    const text = complaint(() => read({ PURGE_ZONE_ID: "../../user", PURGE_TOKEN: token }));
    expect(text).toContain("PURGE_ZONE_ID: must be the id of the zone");
    expect(text).not.toContain(token);
  });

  it.each([
    ["nothing", undefined],
    ["no JSON", "k1"],
    ["a primary that is not there", JSON.stringify({ primary: "k9", keys: { k1: key } })],
    ["a short key", JSON.stringify({ primary: "k1", keys: { k1: btoa("short") } })],
    ["a key that is not base64", JSON.stringify({ primary: "k1", keys: { k1: "***" } })],
  ])("refuses %s and never repeats it", (_what, value) => {
    const text = complaint(() => readSecrets({ VAULT_KEYS: value }));
    expect(text).toContain("VAULT_KEYS");
    const longEnough = value !== undefined && value.length > 4 ? value : "a value that is in no message";
    expect(text).not.toContain(longEnough);
  });
});
