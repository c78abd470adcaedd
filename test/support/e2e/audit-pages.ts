import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, BrowserContext, BrowserContextOptions } from "playwright-core";

import { openPage } from "./browser.ts";

/** How people look at a page: wide and light, narrow and dark. 320 px is WCAG 1.4.10's width for reflow. */
const VIEWS: readonly (readonly [name: string, options: BrowserContextOptions])[] = [
  ["light 1280", { colorScheme: "light", viewport: { width: 1280, height: 900 } }],
  ["dark 320", { colorScheme: "dark", viewport: { width: 320, height: 700 } }],
];

/** Pages without JavaScript that are wider than a narrow window; axe itself needs scripts and is left out. */
export async function auditWithoutScripts(
  browser: Browser,
  state: Awaited<ReturnType<BrowserContext["storageState"]>>,
  addresses: readonly string[],
): Promise<string[]> {
  const problems: string[] = [];
  const options = { javaScriptEnabled: false, viewport: { width: 320, height: 700 }, storageState: state };
  const watched = await openPage(browser, options);
  for (const address of addresses) {
    await watched.page.goto(address);
    const box = await watched.page
      .locator("body")
      .evaluate((body) => body.ownerDocument.documentElement.scrollWidth);
    if (box > 320) problems.push(`${new URL(address).pathname}: ${box} px wide`);
  }
  await watched.close();
  return problems;
}

/**
 * What is wrong with pages for somebody: violations axe finds, content wider than the window, console complaints. Empty
 * when nothing is. `state` is a signed-in browser's, null for a stranger.
 */
export async function auditPages(
  browser: Browser,
  state: Awaited<ReturnType<BrowserContext["storageState"]>> | null,
  addresses: readonly string[],
): Promise<string[]> {
  const problems: string[] = [];
  for (const [view, options] of VIEWS) {
    const watched = await openPage(browser, {
      ...options,
      ...(state === null ? {} : { storageState: state }),
    });
    for (const address of addresses) {
      const answer = await watched.page.goto(address);
      const where = `${view} ${new URL(address).pathname}`;
      if (answer?.ok() !== true) problems.push(`${where}: HTTP ${answer?.status()}`);
      const { violations } = await new AxeBuilder({ page: watched.page }).analyze();
      problems.push(...violations.map(({ id, nodes }) => `${where}: ${id} ${nodes[0]?.html ?? ""}`));
      const tooWide = await watched.page.evaluate(() => {
        if (document.documentElement.scrollWidth <= window.innerWidth) return null;
        const wide = [...document.body.querySelectorAll("*")].filter(
          (element) => element.getBoundingClientRect().right > window.innerWidth + 0.5,
        );
        return wide
          .slice(-2)
          .map((element) => element.outerHTML.slice(0, 160))
          .join(" and ");
      });
      if (tooWide !== null) problems.push(`${where}: wider than the window: ${tooWide}`);
    }
    problems.push(...watched.complaints);
    await watched.close();
  }
  return problems;
}
