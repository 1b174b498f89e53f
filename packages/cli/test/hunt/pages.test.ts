import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { describe, expect, test } from "vitest";
import { folder } from "../support.ts";
import { call, sound, weak } from "./support.ts";

describe("the pages of a hunt", () => {
  const title = '"Fish & <chips> ]]> café"';

  const pages = async (experiment: string) => {
    const at = folder();
    const [junit, markdown] = [join(at, "hunt.xml"), join(at, "hunt.md")];
    await call({ experiment, junit, markdown, timelines: 1_000 });
    return { junit: readFileSync(junit, "utf8"), markdown: readFileSync(markdown, "utf8") };
  };

  test("are well-formed XML with one failure, whose story is escaped", async () => {
    const { junit } = await pages(weak({ title }));
    expect(XMLValidator.validate(junit)).toBe(true);
    const { testsuites } = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: "" }).parse(junit);
    const { testsuite } = testsuites;
    expect(testsuite).toMatchObject({ tests: "1", failures: "1", errors: "0" });
    expect(testsuite.testcase.name).toContain("Fish & <chips> ]]> café: keeps its target");
    expect(testsuite.testcase.failure.message).toContain("lostWork max <= 7 minutes: not with one fault");
    expect(testsuite.testcase.failure["#text"]).toContain("Why that breaks it: lostWork max <= 7 minutes");
    expect(junit).toContain("lostWork max &lt;= 7 minutes");
  });

  test("have no failure where nothing was found", async () => {
    const { junit, markdown } = await pages(sound());
    expect(XMLValidator.validate(junit)).toBe(true);
    expect(junit).toContain('failures="0"');
    expect(junit).not.toContain("<failure");
    expect(markdown).toContain("## ✅ No counterexample: A small test");
  });

  test("are Markdown with the story, the coverage and the command", async () => {
    const { markdown } = await pages(weak());
    expect(markdown).toContain("## ❌ Broken: A small test");
    expect(markdown).toContain("Why that breaks it: lostWork max <= 7 minutes");
    expect(markdown).toContain("|  | stepping | saving |");
    expect(markdown).toMatch(/Again: `pnpm ordeal hunt \S+small\.yaml --seed 1 --path 0\/\d+:[\d.]*`/);
    expect(markdown.match(/```/g)).toHaveLength(4);
  });

  test("may lie in folders that are not there yet", async () => {
    const junit = join(folder(), "reports/ci/hunt.xml");
    await call({ experiment: weak(), junit });
    expect(XMLValidator.validate(readFileSync(junit, "utf8"))).toBe(true);
  });

  test("that cannot be written after all are told, with what was found and saved, and are exit code 4", async () => {
    const experiment = weak();
    const [junit, markdown] = [folder(), join(folder(), "hunt.md")];
    const { exitCode, out, err } = await call({ experiment, junit, markdown, json: true });
    expect(exitCode).toBe(4);
    const { found, counterexample, command } = JSON.parse(out);
    expect(found).toBe(true);
    expect(existsSync(counterexample.files.timeline)).toBe(true);
    expect(existsSync(markdown)).toBe(true);
    expect(err).toContain("BROKEN");
    expect(err).toContain(`${junit} cannot be written: illegal operation on a directory. Name another one; this finds`);
    expect(err).toContain(`finds it again: ${command}\n`);
  });
});
