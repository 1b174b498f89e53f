/** What cannot be shown is refused in one line that says what was expected; nothing is written. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CannotReport, readResult } from "../../src/report/read-result.ts";
import { ordeal } from "../command-line/command.ts";

const folder = mkdtempSync(join(tmpdir(), "ordeal-report-"));
const at = (name: string) => join(folder, name);
let journal = "";
let result = "";

beforeAll(async () => {
  await ordeal(["run", "experiments/01-one-card-crash.yaml", "--out", folder]);
  journal = readFileSync(at("01-one-card-crash.journal.ndjson"), "utf8");
  result = readFileSync(at("01-one-card-crash.result.json"), "utf8");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const report = async (name: string, text: string, ...flags: ReadonlyArray<string>) => {
  writeFileSync(at(name), text);
  const page = at(`${name}.html`);
  return { ...(await ordeal(["report", at(name), "--out", page, ...flags])), page };
};

const refusals: ReadonlyArray<readonly [string, string, () => string, string]> = [
  [
    "a result of another version",
    "other.json",
    () => result.replace('"ordeal": "', '"ordeal": "9.'),
    "run it again: pnpm ordeal run",
  ],
  ["a torn journal", "torn.journal.ndjson", () => journal.slice(0, journal.length / 2), "the journal has no verdict"],
  [
    "a journal without verdict",
    "open.journal.ndjson",
    () => journal.replace(/\{"verdict".*\n$/, '{"complete":false,"reason":"interrupted"}\n'),
    "the journal has no verdict: interrupted",
  ],
  [
    "a journal of which lines are missing",
    "gap.journal.ndjson",
    () => journal.split("\n").toSpliced(5, 1).join("\n"),
    "lines are missing",
  ],
  [
    "a journal of events that nobody knows",
    "odd.journal.ndjson",
    () => journal.replace('"type":"checkpoint.save.started"', '"type":"checkpoint.save.begun"'),
    'found "checkpoint.save.begun"',
  ],
  ["a document without any result", "none.json", () => '{"results":[]}', "holds no result"],
  ["a file of something else", "else.json", () => '{"a":1}', "expected what a command wrote"],
  ["a file that is no JSON", "no.json", () => "title: x", "is no JSON"],
];

test.each(refusals)("%s", async (_, name, text, said) => {
  writeFileSync(at(name), text());
  const refusal = await readResult(at(name), { takesIncomplete: false }).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(refusal).toBeInstanceOf(CannotReport);
  const { message } = refusal as CannotReport;
  expect(message).toContain(said);
  expect(message.split("\n")).toHaveLength(1);
});

test("what is refused is said, nothing is written, and the answer is 2", async () => {
  const { code, err, page } = await report("no.json", "title: x");
  expect(err).toContain("is no JSON");
  expect(code).toBe(2);
  expect(existsSync(page)).toBe(false);
});

test("with --incomplete a torn journal is drawn as far as it goes, and says so", async () => {
  const { code: exitCode, page } = await report(
    "half.journal.ndjson",
    journal.slice(0, journal.length / 2),
    "--incomplete",
  );
  expect(exitCode).toBe(0);
  expect(readFileSync(page, "utf8")).toContain("the journal is not complete");
});

test("the journal of another run is not taken for that of a result", async () => {
  const other = result.replace(/"sha256": "[0-9a-f]{64}"/, `"sha256": "${"0".repeat(64)}"`);
  const { code: exitCode, page } = await report("mixed.json", other);
  expect(exitCode).toBe(0);
  expect(readFileSync(page, "utf8")).toContain("is the journal of another run");
});

test("a page that cannot be written is said, and the answer is 4", async () => {
  writeFileSync(at("file"), "");
  const { code: exitCode, err: stderr } = await ordeal([
    "report",
    at("01-one-card-crash.result.json"),
    "--out",
    at("file/x.html"),
  ]);
  expect(stderr).toContain("cannot be written");
  expect(exitCode).toBe(4);
});
