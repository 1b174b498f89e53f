import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { tailOf } from "../../../src/live/lab/log-tail.ts";

const logged = (text: string): string => {
  const folder = mkdtempSync(join(tmpdir(), "ordeal-log-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "log"), text);
  return tailOf(join(folder, "log"));
};

test("the last word of a log is what a rank said, else an error, else its last line", () => {
  expect(logged("[default0]:ValueError: no good\nERROR:torch: failed (exitcode: 1)\nmore\n")).toBe(
    "ValueError: no good",
  );
  expect(logged("Traceback\n  File x\nImportError: no such thing\nclosing\n")).toBe("ImportError: no such thing");
  expect(logged("one\ntwo\n\n")).toBe("two");
  expect(logged("")).toBe("it said nothing");
  expect(logged("x".repeat(100_000))).toHaveLength(300);
  expect(tailOf("/nowhere/at/all")).toBe("it said nothing");
});
