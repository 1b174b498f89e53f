import { existsSync, lstatSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { formats } from "@ordeal/import";
import * as Effect from "effect/Effect";
import * as Fiber from "effect/Fiber";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { ImportFlags } from "../../src/import/flags.ts";
import { Screen } from "../../src/screen.ts";
import { importFile } from "../../src/verbs/import.ts";
import { folder, keptScreen, root } from "../support.ts";

const sample = (name: string): string => join(root, "fixtures/imports", name);

const flagsOf = (format: string, file: string, more: Partial<ImportFlags> = {}): ImportFlags => ({
  format,
  file,
  out: undefined,
  mapping: undefined,
  codes: [],
  zone: undefined,
  year: undefined,
  title: undefined,
  strict: false,
  json: false,
  ...more,
});

const call = async (format: string, file: string, more: Partial<ImportFlags> = {}) => {
  const { screen, out, err } = keptScreen();
  const verb = importFile(flagsOf(format, file, more)).pipe(Effect.provideService(Screen, screen));
  return { exitCode: await Effect.runPromise(verb), out: out(), err: err() };
};

const jobs = { zone: "UTC" };

describe("an import", () => {
  test("without --out prints the timeline as YAML on stdout, and what it did on stderr", async () => {
    const { exitCode, out, err } = await call("slurm", sample("slurm-jobs.txt"), { ...jobs, title: "A day of May" });
    expect(exitCode).toBe(0);
    expect(parse(out)).toMatchObject({ title: "A day of May", source: "slurm-jobs.txt", format: "import slurm" });
    expect((parse(out) as { faults: Array<unknown> }).faults.length).toBe(3);
    expect(err).toMatch(/slurm-jobs\.txt: 3 faults, from 2024-05-06T07:08:10\.000Z to 2024-05-06T18:30:00\.000Z\n/);
    expect(err).toMatch(
      /Passed over, because it is no fault:\n +2 {2}a job that no fault ended +first on line 6 +such as/,
    );
  });

  test.each(["yaml", "ndjson"])(
    "with --out NAME.%s writes that file, and nothing else beside it",
    async (extension) => {
      const at = folder();
      const to = join(at, `timeline.${extension}`);
      const { exitCode, out, err } = await call("slurm", sample("slurm-jobs.txt"), { ...jobs, out: to });
      expect([exitCode, out]).toEqual([0, ""]);
      expect(err).toContain(`; written to ${to}\n`);
      expect(readdirSync(at)).toEqual([`timeline.${extension}`]);
      const text = readFileSync(to, "utf8");
      const faults =
        extension === "yaml"
          ? (parse(text) as { faults: Array<unknown> }).faults.length
          : text.trim().split("\n").length - 1;
      expect(faults).toBe(3);
    },
  );

  test("with --json prints one document and no timeline", async () => {
    const { out } = await call("xid", sample("syslog.log"), { zone: "Asia/Shanghai", year: 2023, json: true });
    expect(JSON.parse(out)).toEqual({
      format: "xid",
      faults: 4,
      skipped: [
        { reason: "a line of the log that is no Xid", count: 1 },
        { reason: "an Xid of unknown meaning: say what it is by a rule of --mapping (Xid 9999)", count: 1 },
      ],
      from: "2023-12-31T15:58:40.000Z",
      to: "2023-12-31T16:15:00.000Z",
      timeline: null,
    });
  });

  test("with --json and --out names the file", async () => {
    const to = join(folder(), "t.ndjson");
    const { out } = await call("infinitehbd", sample("infinitehbd.json"), { out: to, json: true });
    expect(JSON.parse(out)).toMatchObject({ format: "infinitehbd", faults: 3, skipped: [], timeline: to });
  });

  test("takes a mapping, and tables of codes", async () => {
    const tickets = await call("csv", sample("tickets.csv"), { mapping: sample("tickets.mapping.yaml"), json: true });
    expect(JSON.parse(tickets.out)).toMatchObject({ faults: 4 });
    const ascend = await call("ascend", sample("ascend-events.txt"), {
      zone: "+08:00",
      codes: [sample("codes.json")],
      json: true,
    });
    expect(JSON.parse(ascend.out)).toMatchObject({ faults: 2 });
  });
});

describe("an import of a part", () => {
  test("passes over what began before and after, and says so where nothing is left", async () => {
    const part = { ...jobs, from: "2024-05-06T08:00:00", to: "2024-05-06T18:00:00" };
    const some = await call("slurm", sample("slurm-jobs.txt"), part);
    expect(some.err).toMatch(/: 1 fault, from 2024-05-06T09:00:00\.000Z to /);
    expect(some.err).toMatch(/1 {2}a fault before --from /);
    const none = await call("slurm", sample("slurm-jobs.txt"), { ...jobs, from: "2025-01-01", json: true });
    expect([none.exitCode, JSON.parse(none.out).faults]).toEqual([0, 0]);
    expect(none.err).toContain("0 faults: it was understood, and tells of none in that time\n");
  });

  test("is proposed where the whole is longer than any run", async () => {
    const at = folder({
      "long.csv": "at,node\n1996-07-01,a\n2006-11-01,b\n",
      "m.yaml": "time: { column: at }\ncomponent: node\nrules: [{ kind: node.crash }]\n",
    });
    const { exitCode, err } = await call("csv", join(at, "long.csv"), { zone: "UTC", mapping: join(at, "m.yaml") });
    expect(exitCode).toBe(0);
    expect(err).toMatch(/2 faults, from 1996-.*\nThat is more than ten years, .* --from DATE and --to DATE\.\n/);
  });
});

describe("an import that cannot be done writes nothing, exits with 2 and", () => {
  const refused = async (format: string, file: string, more: Partial<ImportFlags> = {}) => {
    const at = folder();
    const to = join(at, "t.ndjson");
    const { exitCode, out, err } = await call(format, file, { out: to, ...more });
    expect([exitCode, out]).toEqual([2, ""]);
    expect(readdirSync(at)).toEqual([]);
    return err.replaceAll(to, "OUT");
  };

  test("--strict names file, line and what is wrong, and how to count it instead", async () => {
    const file = sample("syslog.log");
    expect(await refused("xid", file, { zone: "UTC", year: 2023, strict: true })).toBe(
      `${file}:6 an Xid of unknown meaning: say what it is by a rule of --mapping (Xid 9999)\n` +
        `Nothing was written. Count such lines instead: pnpm ordeal import xid ${file} --zone UTC --year 2023 --out OUT\n`,
    );
  });

  test("a file of another format says what it looks like and how to import that", async () => {
    const file = sample("slurm-events.txt");
    expect(await refused("xid", file, { zone: "UTC", year: 2024, mapping: sample("failures.mapping.yaml") })).toMatch(
      /xid has no use for/,
    );
    expect(await refused("xid", file, { zone: "UTC", year: 2024 })).toBe(
      `${file} has nothing in it for xid: expected NVIDIA Xid errors in a kernel log: dmesg, dmesg -T, journalctl, syslog; it looks like a table of Slurm\n` +
        `Nothing was written. Try: pnpm ordeal import slurm ${file} --zone UTC --out OUT\n`,
    );
  });

  test("--from and --to say what they expect", async () => {
    expect(await refused("slurm", sample("slurm-jobs.txt"), { ...jobs, from: "yesterday" })).toMatch(
      /^--from: expected a date such as .*, found "yesterday"/,
    );
  });

  test("says which formats there are", async () => {
    const err = await refused("slrum", sample("slurm-jobs.txt"));
    expect(err).toContain('there is no format "slrum"; the nearest name is slurm.');
    for (const { name, meaning } of formats) expect(err).toContain(`  ${name.padEnd(13)} ${meaning}\n`);
  });

  test("wants a title that says something", async () => {
    expect(await refused("xid", sample("journal.log"), { title: " " })).toMatch(/^--title: expected text/);
  });

  test("says why the file cannot be read", async () => {
    expect(await refused("xid", "no-such.log")).toBe("no-such.log does not exist\n");
    expect(await refused("xid", root)).toBe(`${root} is a directory: expected a file\n`);
  });

  test("says what is wrong with the mapping, by its line", async () => {
    const mapping = join(folder({ "m.yaml": "time: { column: a }\nrules:\n  - { kind: node.clash }\n" }), "m.yaml");
    expect(await refused("csv", sample("tickets.csv"), { mapping })).toMatch(/m\.yaml:3:\d+ rules/);
  });

  test("says what is wrong with a table of codes", async () => {
    const table = join(folder({ "codes.json": "{" }), "codes.json");
    expect(await refused("ascend", sample("ascend-events.txt"), { codes: [table] })).toContain(
      "codes.json is not JSON",
    );
  });

  test("does not write over its own source", async () => {
    const file = join(folder({ "a.log": "x" }), "a.log");
    const { exitCode, err } = await call("xid", file, { out: file });
    expect([exitCode, err, readFileSync(file, "utf8")]).toEqual([2, "--out is the file itself: name another\n", "x"]);
  });

  test("takes no place but that of a file, and leaves a link a link", async () => {
    const at = folder({ "real.yaml": "old", "log.txt": readFileSync(sample("slurm-jobs.txt"), "utf8") });
    symlinkSync(join(at, "real.yaml"), join(at, "link.yaml"));
    symlinkSync(join(at, "log.txt"), join(at, "log.yaml"));
    const into = (name: string) => call("slurm", join(at, "log.txt"), { ...jobs, out: join(at, name) });
    expect(await into(".")).toMatchObject({ exitCode: 2, err: expect.stringContaining("is not a regular file") });
    expect(await into("log.yaml")).toMatchObject({ exitCode: 2, err: expect.stringContaining("is the file itself") });
    expect((await into("link.yaml")).exitCode).toBe(0);
    expect(lstatSync(join(at, "link.yaml")).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(at, "real.yaml"), "utf8")).toContain("import slurm");
  });

  test("says that there is no such folder to write to", async () => {
    const to = join(folder(), "none", "t.ndjson");
    const { exitCode, err } = await call("xid", sample("journal.log"), { out: to });
    expect([exitCode, err]).toEqual([2, `${to} cannot be written: no such file or directory\n`]);
  });
});

test("an interrupt leaves nothing behind", async () => {
  const row = "2024-05-06T01:00:00Z,n1\n";
  const at = folder({
    "a.csv": `time,host\n${row.repeat(1_000_000)}`,
    "m.yaml": "time: { column: time }\nrules: [{ kind: node.crash }]\n",
  });
  const { screen, err } = keptScreen();
  const flags = flagsOf("csv", join(at, "a.csv"), { mapping: join(at, "m.yaml"), out: join(at, "t.ndjson") });
  const running = Effect.runFork(importFile(flags).pipe(Effect.provideService(Screen, screen)));
  while (!readdirSync(at).some((name) => name.startsWith(".ordeal-import-"))) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  await Effect.runPromise(Fiber.interrupt(running));
  expect(readdirSync(at).sort()).toEqual(["a.csv", "m.yaml"]);
  expect(err()).toBe("Interrupted; nothing was written.\n");
});

test("the help names every format, and every file of its examples exists", () => {
  const source = readFileSync(join(root, "packages/cli/src/command-line/commands/import.ts"), "utf8");
  for (const { name } of formats) expect(source).toContain(name);
  const files = [...source.matchAll(/\$\{fixtures\}(\/imports\/[\w.-]+)/g)].map(([, file]) => `fixtures${file}`);
  expect(files.length).toBeGreaterThan(3);
  for (const file of files) expect(existsSync(join(root, file)), file).toBe(true);
});

describe("IMPORT.md", () => {
  const text = readFileSync(join(root, "packages/import/IMPORT.md"), "utf8");
  const commands = [...text.matchAll(/^pnpm ordeal import (\w+) (fixtures\/\S+)(.*)$/gm)];

  test.each(commands.map(([command, format = "", file = "", flags = ""]) => ({ command, format, file, flags })))(
    "$command",
    async ({ format, file, flags }) => {
      const told = Object.fromEntries(
        [...flags.matchAll(/--(\w+) (\S+)/g)].map(([, name = "", value]) => [name, value]),
      );
      const { exitCode, out } = await call(format, join(root, file), {
        zone: told.zone,
        year: told.year === undefined ? undefined : Number(told.year),
        mapping: told.mapping && join(root, told.mapping),
        codes: told.codes === undefined ? [] : [join(root, told.codes)],
      });
      expect(exitCode).toBe(0);
      expect((parse(out) as { faults: ReadonlyArray<unknown> }).faults.length).toBeGreaterThan(0);
    },
  );

  test("has a command for every format", () => {
    expect(new Set(commands.map(([, format]) => format))).toEqual(new Set(formats.map(({ name }) => name)));
  });

  test("explains the mapping that lies in the samples", () => {
    const [, example = ""] = /```yaml\n([\s\S]*?)```/.exec(text) ?? [];
    expect(parse(example)).toEqual(parse(readFileSync(sample("tickets.mapping.yaml"), "utf8")));
  });
});
