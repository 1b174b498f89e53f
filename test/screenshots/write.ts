/** `pnpm screenshots`: the pictures of the README, from real runs in a real browser. Needs chromium. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Page } from "playwright-core";

const root = resolve(import.meta.dirname, "../..");
const images = join(root, "docs/images");
const folder = mkdtempSync(join(tmpdir(), "ordeal-screenshots-"));
const ordeal = (...args: ReadonlyArray<string>) =>
  spawn(process.execPath, ["--import", "tsx", "packages/cli/src/main.ts", ...args], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });

/** The reference run as its report shows it. */
const takeReport = async (page: Page): Promise<void> => {
  const file = join(folder, "report.html");
  const running = ordeal("run", "experiments/08-shenzhen-thirty-days.yaml", "--report", file);
  running.stdout.resume();
  await once(running, "close");
  await page.setViewportSize({ width: 1_120, height: 860 });
  await page.goto(pathToFileURL(file).href);
  await page.screenshot({ path: join(images, "report.png") });
};

/** The dashboard some minutes after a pump of the seventh loop stopped. */
const takeDashboard = async (page: Page): Promise<void> => {
  const agent = ordeal("agent", "--port", "0", "--quiet");
  try {
    const [line] = (await once(agent.stdout, "data")) as [Buffer];
    const address = /http:\/\/[\d.:]+/.exec(String(line))?.[0];
    if (address === undefined) throw new Error(`the agent said no address: ${line}`);
    await page.setViewportSize({ width: 1_400, height: 900 });
    await page.goto(address);
    await page.getByRole("button", { name: "Shenzhen: 14,000 cards" }).click();
    await page.getByRole("button", { name: "1 day", exact: true }).click();
    await page.getByRole("button", { name: /^cdu7/ }).click();
    await page.getByLabel("kind").selectOption("cooling.pump");
    await page.getByRole("button", { name: "Inject", exact: true }).click();
    await page.getByText("is injected").waitFor();
    await page.getByRole("button", { name: "1 min", exact: true }).click();
    await page.getByText("loop.tripped").first().waitFor();
    await page.waitForTimeout(2_500);
    await page.screenshot({ path: join(images, "dashboard.png") });
  } finally {
    agent.kill("SIGINT");
  }
};

const executablePath = process.env.ORDEAL_CHROMIUM ?? "/usr/bin/chromium";
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
try {
  const page = await (await browser.newContext({ colorScheme: "light", locale: "en-US" })).newPage();
  await takeReport(page);
  await takeDashboard(page);
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
