/** The report in a real browser: what it shows is what the result document says, and it asks nobody for anything. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { buckets, humanDuration, type ResultDocument } from "@ordeal/model";
import { afterAll, test } from "vitest";
import { ordeal } from "../../packages/cli/test/command-line/command.ts";
import { describeBrowser, expect, seriousFaults } from "./browser.ts";

const folder = mkdtempSync(join(tmpdir(), "ordeal-report-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const inFolder = (name: string) => join(folder, name);

/** An experiment whose title would like to be markup. */
const hostile = `</script><img src=x onerror="document.title='hit'"><b>bold</b>`;
const experiment = JSON.stringify({
  title: hostile,
  seed: 1,
  duration: "3 hours",
  cluster: { use: "clusters/four-nodes" },
  job: { nodes: 4, step: "1 second" },
  checkpoint: { interval: "10 minutes", tiers: [{ stall: "10 seconds", persist: "30 seconds", load: "20 seconds" }] },
  recovery: { restart: "90 seconds" },
  faults: [
    { id: "one", kind: "card.crash", target: "sn00/n00/c0", at: "35 minutes", cause: hostile },
    { id: "two", kind: "card.hang", target: "sn00/n01/c0", at: "95 minutes" },
  ],
  thresholds: ["effectiveThroughput >= 80 %", "recoveryTime max <= 1 minute"],
});

describeBrowser("a report", (open) => {
  test("shows the verdict, the margins and the time that the result document has, and asks nobody for anything", async () => {
    writeFileSync(inFolder("hostile.json"), experiment);
    const made = await ordeal(["run", inFolder("hostile.json"), "--json", "--report", inFolder("report.html")]);
    const [document] = (JSON.parse(made.out) as { results: ReadonlyArray<ResultDocument> }).results;
    if (document === undefined) throw new Error(made.err);
    const { page, requests, sockets, errors } = await open();
    await page.goto(pathToFileURL(inFolder("report.html")).href);
    expect(document.title).toBe(hostile);
    expect(await page.locator("h2").first().textContent()).toBe(`FAIL ${hostile}`);
    expect(await page.locator("img").count()).toBe(0);
    const rows = await page.getByRole("row").allTextContents();
    for (const { expression } of document.thresholds) expect(rows.some((row) => row.startsWith(expression))).toBe(true);
    expect(rows.find((row) => row.startsWith("recoveryTime max"))).toContain("missing");
    for (const bucket of buckets) {
      const us = document.ledgerUs[bucket];
      if (us > 0) expect(rows.find((row) => row.startsWith(bucket))).toContain(humanDuration(us));
    }
    expect(await page.getByRole("button", { name: "Next stop" }).count()).toBe(1);
    await page.getByRole("button", { name: "Next stop" }).click();
    await page.getByRole("button", { name: "Look closer" }).click();
    expect(await page.locator(".story").textContent()).toContain("stepping again after");
    await page.getByRole("button", { name: "All of it" }).click();
    await page.locator(".timeline > svg").hover();
    expect(await page.locator(".told").textContent()).toContain("effective throughput");
    expect(await seriousFaults(page)).toEqual([]);
    expect(requests).toEqual([pathToFileURL(inFolder("report.html")).href]);
    expect(sockets).toEqual([]);
    expect(errors).toEqual([]);
  });

  test("can be read without scripts, and prints", async () => {
    writeFileSync(inFolder("plain.json"), experiment);
    await ordeal(["run", inFolder("plain.json"), "--report", inFolder("plain.html")]);
    const { page } = await open({ javaScriptEnabled: false, colorScheme: "dark" });
    await page.goto(pathToFileURL(inFolder("plain.html")).href);
    expect(await page.getByText("Where the 3 h went").count()).toBe(1);
    expect((await page.pdf({ format: "A4" })).length).toBeGreaterThan(10_000);
  });

  test("of a hunt and a replay has the smallest timeline, the coverage, and observed beside simulated", async () => {
    const hunted = await ordeal([
      "hunt",
      "fixtures/policies/spends-its-last-spare.ts",
      "--json",
      "--out",
      inFolder("found"),
    ]);
    writeFileSync(inFolder("hunt.json"), hunted.out);
    const replayed = await ordeal(["replay", "fixtures/incidents/shenzhen-day.yaml", "--json"]);
    writeFileSync(inFolder("replay.json"), replayed.out);
    const made = await ordeal([
      "report",
      inFolder("hunt.json"),
      inFolder("replay.json"),
      "--out",
      inFolder("both.html"),
    ]);
    expect(made.err).toBe("");
    const { page, errors } = await open();
    await page.goto(pathToFileURL(inFolder("both.html")).href);
    const headings = await page.locator("h3").allTextContents();
    expect(headings).toContain("The smallest timeline that breaks it");
    expect(headings).toContain("How often each kind of fault struck in each phase of the run");
    expect(headings).toContain("Fault by fault");
    expect(headings).toContain("What if? The same faults");
    expect(await seriousFaults(page)).toEqual([]);
    expect(errors).toEqual([]);
  });
});

test("a result and its journal make the same page as the run itself, but for the experiment's text", async () => {
  const out = inFolder("out");
  await ordeal(["run", "experiments/03-link-flap-cuts.yaml", "--out", out, "--report", inFolder("a.html")]);
  await ordeal(["report", join(out, "03-link-flap-cuts.result.json"), "--out", inFolder("b.html")]);
  await ordeal(["report", join(out, "03-link-flap-cuts.journal.ndjson"), "--out", inFolder("c.html")]);
  const dataIn = (name: string) => {
    const text = readFileSync(inFolder(name), "utf8");
    const data = JSON.parse(/<script type="application\/json" id="data">(.*?)<\/script>/s.exec(text)?.[1] ?? "");
    return {
      ...data,
      parts: data.parts.map((part: object) => ({ ...part, run: { ...(part as { run: object }).run, source: null } })),
    };
  };
  expect(dataIn("b.html")).toEqual(dataIn("a.html"));
  expect(dataIn("c.html")).toEqual(dataIn("a.html"));
});
