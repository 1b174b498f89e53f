import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Cluster, defaultedOf } from "@ordeal/model";
import { describe, expect, test } from "vitest";
import { check } from "../../src/verbs/check.ts";
import { type RunFlags, run } from "../../src/verbs/run.ts";
import { ordeal } from "../command-line/command.ts";
import { folder, onScreen, smallExperiment } from "../support.ts";

const runIt = (sections: Readonly<Record<string, string>>, flags: Partial<RunFlags> = {}) => {
  const file = join(folder({ "e.yaml": smallExperiment(sections) }), "e.yaml");
  return onScreen(
    run({
      ...{ experiments: [file], json: true, seed: undefined, set: [], dryRun: false, out: undefined, rate: undefined },
      ...{ agent: undefined, tokenFile: undefined },
      ...flags,
    }),
  );
};

const ASCEND = "an Ascend 910C in a CloudMatrix384";
const NOBODY = "Ordeal itself, as nobody published it";

describe("what a cluster leaves out is said to be assumed, and whose figure it is,", () => {
  const told = [
    `from ${ASCEND}: cardsPerNode 8, cardFlops 752 TFLOPS, scaleUp.planes 7, scaleOut.uplinks 16,`,
    `from ${NOBODY}: failover 5 seconds,`,
    "cooling (11 figures)",
    "from the storage of Llama 3's cluster: storage.read 2 TB/s",
    "{ use: clusters/dgx-h100 }",
  ];
  const words = (text: string) => text.replaceAll(/\s+/g, " ");

  test("by a run, its JSON and its page of CI", async () => {
    const page = join(folder(), "run.md");
    const { out, err } = await runIt({}, { markdown: page });
    for (const line of told) expect(words(err)).toContain(line);
    const { assumed } = JSON.parse(out).results[0];
    expect(assumed).toContainEqual({ field: "cluster.cardFlops", value: "752 TFLOPS", of: ASCEND });
    expect(assumed).toContainEqual({ field: "cluster.cooling.loadW", value: 700, of: NOBODY });
    expect(assumed).not.toContainEqual(expect.objectContaining({ field: "cluster.nodesPerSupernode" }));
    expect(readFileSync(page, "utf8")).toContain(`- assumed, from ${ASCEND}: \`cluster.cardsPerNode\``);
  });

  test("by a dry run and its JSON", async () => {
    const { out, err } = await runIt({}, { dryRun: true });
    for (const line of told) expect(words(err)).toContain(line);
    expect(JSON.parse(out).plans[0].assumed).toContainEqual({
      field: "cluster.scaleUp.planes",
      value: 7,
      of: ASCEND,
    });
  });

  test("by check, a hunt and a replay", async () => {
    const at = folder({
      "e.yaml": smallExperiment({ budget: "at most 1 card fault" }),
      "t.yaml": "title: A day\nfaults: [{ kind: card.crash, target: sn00/n01/c3, at: 50 minutes }]\n",
    });
    const file = join(at, "e.yaml");
    const checked = await onScreen(check({ files: [file], json: true }));
    expect(JSON.parse(checked.out).files[0].assumed).toContainEqual(expect.objectContaining({ of: ASCEND }));
    const one = expect.objectContaining({ field: "cluster.cardsPerNode", value: 8, of: ASCEND });
    const hunted = await ordeal(["hunt", file, "--timelines", "3", "--json"]);
    expect(JSON.parse(hunted.out).assumed).toContainEqual(one);
    const replayed = await ordeal(["replay", join(at, "t.yaml"), "--on", file, "--json"]);
    expect(JSON.parse(replayed.out).results[0].assumed).toContainEqual(one);
    for (const { err } of [hunted, replayed]) expect(words(err)).toContain(`from ${ASCEND}: cardsPerNode 8`);
  });

  test("and no more once it is written, or set", async () => {
    const cluster =
      "{ name: small, nodes: 6, nodesPerSupernode: 6, card: { model: NVIDIA H100 }, cooling: { loadW: 700 } }";
    const { out } = await runIt({ cluster }, { set: ["cluster.cardFlops=989.4 TFLOPS"] });
    const fields = JSON.parse(out).results[0].assumed.map(({ field }: { readonly field: string }) => field);
    for (const said of ["cluster.card.model", "cluster.cooling.loadW", "cluster.cardFlops"])
      expect(fields).not.toContain(said);
    for (const left of ["cluster.card.memory", "cluster.cooling.idleW"]) expect(fields).toContain(left);
  });
});

test("every default of a cluster says whose figure it is: none can be taken over without a word", () => {
  const silent: Array<string> = [];
  const look = (schema: unknown, path: string) => {
    for (const [name, field] of Object.entries((schema as typeof Cluster).fields ?? {})) {
      const defaulted = defaultedOf(field);
      if (defaulted === undefined) continue;
      if ("fields" in defaulted.schema) look(defaulted.schema, `${path}.${name}`);
      else if (defaulted.of === undefined) silent.push(`${path}.${name}`);
    }
  };
  look(Cluster, "cluster");
  expect(silent).toEqual([]);
});
