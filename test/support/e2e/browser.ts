import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

/** Set by `npm test`; the usual place on Debian otherwise. */
const EXECUTABLE = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

/** Without these Chromium looks its maker's hosts up at every start. As root it needs `--no-sandbox`. */
const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: EXECUTABLE, args: QUIET });
}

interface WatchedPage {
  readonly page: Page;
  /** Console errors, uncaught errors and refused policies so far: a page that works has none. */
  readonly complaints: string[];
  readonly close: () => Promise<void>;
}

/** A page in a fresh context whose complaints are kept. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(`${new URL(page.url()).pathname}: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  return { page, complaints, close: () => context.close() };
}
