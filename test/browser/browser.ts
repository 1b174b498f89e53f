import { existsSync } from "node:fs";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect } from "vitest";

/** Debian's browser; another one by `ORDEAL_CHROMIUM`. */
const executablePath = process.env.ORDEAL_CHROMIUM ?? "/usr/bin/chromium";

/** A page and all that it did: what it asked for, what it spoke to, and what went wrong in it. */
export interface Watched {
  readonly page: Page;
  readonly requests: ReadonlyArray<string>;
  readonly sockets: ReadonlyArray<string>;
  readonly errors: ReadonlyArray<string>;
}

export type OpenPage = (options?: BrowserContextOptions) => Promise<Watched>;

/** Tests in a real browser; where there is none they are skipped, and their name says why. */
export const describeBrowser = (name: string, tests: (open: OpenPage) => void): void => {
  const isThere = existsSync(executablePath);
  describe.skipIf(!isThere)(isThere ? name : `${name} [needs chromium: apt-get install chromium]`, () => {
    let browser: Browser | undefined;
    beforeAll(async () => {
      browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
    }, 60_000);
    afterAll(() => browser?.close());
    tests(async (options = {}) => {
      if (browser === undefined) throw new Error("the browser did not start");
      const context = await browser.newContext({ viewport: { width: 1280, height: 1000 }, ...options });
      return watched(await context.newPage());
    });
  });
};

const watched = (page: Page): Watched => {
  const requests: Array<string> = [];
  const sockets: Array<string> = [];
  const errors: Array<string> = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("websocket", (socket) => sockets.push(socket.url()));
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") errors.push(message.text());
  });
  return { page, requests, sockets, errors };
};

/** What axe finds of serious faults for who cannot see, or has no mouse. */
export const seriousFaults = async (page: Page): Promise<ReadonlyArray<string>> => {
  const { AxeBuilder } = await import("@axe-core/playwright");
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join("; ")}`);
};

export { expect };
