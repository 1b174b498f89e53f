import { join } from "node:path";
import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { displayWidth } from "effect/cli/CliOutput";
import * as Effect from "effect/Effect";
import { describe, expect, test } from "vitest";
import { main } from "../../src/command-line/main.ts";
import { Screen } from "../../src/screen.ts";
import { folder, root, smallExperiment } from "../support.ts";

/** What a command prints on a terminal that has so many columns, or on none. */
const printed = async (args: ReadonlyArray<string>, columns?: number): Promise<string> => {
  let text = "";
  const stream = () => {
    const made = Object.assign(new PassThrough(), columns === undefined ? {} : { isTTY: true, columns });
    return made.on("data", (chunk: Buffer) => (text += chunk.toString()));
  };
  const screen = { out: stream(), err: stream() } as unknown as Screen;
  await Effect.runPromiseExit(main(args).pipe(Effect.provideService(Screen, screen)));
  return stripVTControlCharacters(text);
};

/** A picture is made of fewer marks on a narrow terminal. */
const withoutPicture = (text: string): string => text.replace(/At a glance[\s\S]*?\n\n/, "");

/** Words without the punctuation around them; a bar or a dash is none. */
const wordsOf = (text: string): ReadonlySet<string> =>
  new Set(
    withoutPicture(text)
      .split(/\s+/)
      .map((word) => word.replace(/^\(|[),:;]+$/g, ""))
      .filter((word) => /[\p{L}\p{N}]/u.test(word)),
  );

const at = () => {
  const made = folder({
    "e.yaml": smallExperiment({
      title: "A small test with a title that goes on for a while so that it does not fit into a narrow terminal",
      thresholds:
        "[effectiveThroughput >= 99.9 %, lostWork p99 <= 1 second, checkpointOverhead <= 0.1 %, ettr >= 50 %]",
      steadyState: "{ holds: [throughput >= 90 %, nodesDown <= 0], within: 30 minutes }",
      hazards:
        "[{ id: cards-and-their-memory, source: x, rate: 3 per day, kinds: [{ kind: card.crash, cause: a cause with a long name }, { kind: card.hang }] }]",
      budget: "at most 2 card faults",
    }),
    "t.yaml":
      "title: Some incidents\non: ./e.yaml\nfaults:\n" +
      "  - { id: first, kind: card.crash, component: a, at: 30 minutes, cause: high-bandwidth memory }\n" +
      "  - { id: second, kind: node.crash, component: b, at: 1 hour, duration: 1 hour }\n",
  });
  return (name: string) => join(made, name);
};
const shared = (name: string) => join(root, name);

describe("on a terminal of 80 and of 50 columns no line is longer and no word is lost", () => {
  test.each<readonly [string, (path: (name: string) => string) => ReadonlyArray<string>]>([
    ["run", (path) => ["run", path("e.yaml")]],
    ["run of several", (path) => ["run", path("e.yaml"), shared("experiments/10-evening-drill.yaml")]],
    ["dry run", () => ["run", shared("experiments/08-shenzhen-thirty-days.yaml"), "--dry-run"]],
    ["dry run with faults", () => ["run", shared("experiments/10-evening-drill.yaml"), "--dry-run"]],
    ["replay", (path) => ["replay", path("t.yaml"), "--against", "restart", "flash", "--without", "second"]],
    [
      "replay beside what was observed",
      () => ["replay", shared("fixtures/incidents/bloom-176b.yaml"), "--vary", "checkpoint.interval=30 minutes,1 hour"],
    ],
    ["hunt", (path) => ["hunt", path("e.yaml"), "--timelines", "5", "--out", path("found")]],
    [
      "import",
      (path) => [
        "import",
        "xid",
        shared("fixtures/imports/syslog.log"),
        "--zone",
        "UTC",
        "--year",
        "2023",
        "--out",
        path("o.yaml"),
      ],
    ],
  ])("%s", async (_, argsOf) => {
    const args = argsOf(at());
    const wide = wordsOf(await printed(args));
    expect(wide.size).toBeGreaterThan(10);
    // A command is one line, to be copied; a path is one word.
    const isOneWord = (line: string) => !/\S\s+\S/.test(line.trim());
    for (const columns of [80, 50]) {
      const narrow = await printed(args, columns);
      const broad = narrow
        .split("\n")
        .filter((line) => displayWidth(line) > columns && !line.includes("pnpm ordeal ") && !isOneWord(line));
      expect(broad).toEqual([]);
      const kept = wordsOf(narrow);
      expect([...wide].filter((word) => !kept.has(word))).toEqual([]);
    }
  });
});
