import { describe, expect, it } from "vitest";

import { renderMail } from "./render-mail.ts";
import { templates } from "./templates.ts";

const HOSTILE = 'https://x.example/?a=1&b="><script>alert(1)</script>';
/** What any template takes; each picks its own. */
const VALUES = {
  link: HOSTILE,
  signInUrl: HOSTILE,
  sessionsUrl: HOSTILE,
  passwordUrl: HOSTILE,
  resetUrl: HOSTILE,
  origin: HOSTILE,
  at: "2026-11-22T09:00:00.000Z",
  device: "Firefox on Windows",
  change: "codes_on",
  left: 9,
};

describe("renderMail", () => {
  it.each(Object.keys(templates))(
    "renders %s as text and as escaped markup with the same link",
    async (name) => {
      const mail = await renderMail(name, VALUES);
      expect(mail.subject).not.toBe("");
      expect(mail.text).toContain(HOSTILE);
      expect(mail.text).not.toMatch(/<\w+[ >](?!alert)/);
      expect(mail.html).toMatch(/^<!DOCTYPE html><html lang="en">/);
      expect(mail.html).toContain("https://x.example/?a=1&amp;b=");
      expect(mail.html).not.toContain("<script>");
      expect(mail.html).not.toMatch(/<img|<link|@import|url\(/);
      expect(mail.html.length).toBeLessThan(20_000);
    },
  );

  it.each(["address-taken", "address-changed"])("%s has no link but the one to ourselves", async (name) => {
    const mail = await renderMail(name, { ...VALUES, origin: "https://linkarooie.example" });
    expect(mail.text.match(/https?:\S+/g)).toEqual(["https://linkarooie.example"]);
    expect(mail.html.match(/href="[^"]*"/g)).toEqual(['href="https://linkarooie.example"']);
  });

  it("refuses a template or values of another release", async () => {
    await expect(renderMail("toString", {})).rejects.toMatchObject({ code: "unknown_mail" });
    await expect(renderMail("verify-email", { url: "x" })).rejects.toMatchObject({ code: "unknown_mail" });
  });
});
