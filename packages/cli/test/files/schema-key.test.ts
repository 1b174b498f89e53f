import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadEither } from "../../src/files/load-either.ts";
import { answersOf } from "../../src/init/answers.ts";
import { withDefaults } from "../../src/init/ask.ts";
import { experimentText } from "../../src/init/template.ts";
import { folder } from "../support.ts";

const experiment = experimentText(answersOf(withDefaults({})));
const timeline = "title: t\nfaults: [{ kind: job.crash, at: 1 hour }]\n";

describe("a file may name the schema that editors check it by:", () => {
  test.each([
    ["an experiment", "x.yaml", `$schema: ./x.json\n${experiment}`],
    ["a timeline", "x.yaml", `$schema: ./x.json\n${timeline}`],
    [
      "one in JSON",
      "x.json",
      '{"$schema": "./x.json", "title": "t", "faults": [{"kind": "job.crash", "at": "1 hour"}]}',
    ],
    [
      "one in JavaScript",
      "x.mjs",
      'export default { $schema: "./x.json", title: "t", faults: [{ kind: "job.crash", at: "1 hour" }] };',
    ],
  ])("%s", async (_, name, text) => {
    const loading = await loadEither(join(folder({ [name]: text }), name));
    expect("problems" in loading ? loading.problems : []).toEqual([]);
  });

  test("so may a file that it uses", async () => {
    const files = {
      "x.yaml": experiment.replace("cluster:\n", "cluster:\n  use: ./base.yaml\n"),
      "base.yaml": "$schema: ./x.json\nnodesPerRack: 1\n",
    };
    const loading = await loadEither(join(folder(files), "x.yaml"));
    expect("problems" in loading ? loading.problems : []).toEqual([]);
  });
});
