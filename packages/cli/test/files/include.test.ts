import { join } from "node:path";
import { expect, test } from "vitest";
import { printInputProblems } from "../../src/files/input-problem.ts";
import { loadExperiment } from "../../src/files/load.ts";
import { folder, smallExperiment } from "../support.ts";

const load = async (files: Readonly<Record<string, string>>, name = "e.yaml") => {
  const at = folder(files);
  const loading = await loadExperiment(join(at, name), { fixtures: join(at, "fixtures") });
  return "problems" in loading
    ? { problems: printInputProblems(loading.problems).map((line) => line.replaceAll(`${at}/`, "")) }
    : { experiment: loading.loaded.experiment, problems: [] };
};

const fixtures = {
  "fixtures/clusters/six.yaml":
    "name: six\nnodes: 6\nnodesPerSupernode: 6\nscaleUp: { planes: 3 }\nstorage: { read: 1 TB/s, write: 2 TB/s }\n",
  "fixtures/hazards/cards-0.3.yaml": "id: cards\nrate: 5 per day\nkinds: [{ kind: card.crash }]\n",
};

test("a name without a leading dot is looked up among the fixtures", async () => {
  const { experiment } = await load({ ...fixtures, "e.yaml": smallExperiment({ cluster: "{ use: clusters/six }" }) });
  expect(experiment?.cluster).toMatchObject({ name: "six", nodes: 6, scaleUp: { planes: 3 } });
});

test("a name that starts with a dot is relative to the file that says it", async () => {
  const { experiment } = await load({
    "e.yaml": smallExperiment({ cluster: "{ use: ./parts/cluster }" }),
    "parts/cluster.yaml": "use: ../base.yaml\nnodes: 6\n",
    "base.yaml": "name: base\nnodes: 4\nnodesPerSupernode: 6\n",
  });
  expect(experiment?.cluster).toMatchObject({ name: "base", nodes: 6 });
});

test("own keys lie over included ones, mapping by mapping, and null takes one away", async () => {
  const cluster = "{ use: clusters/six, nodes: 5, storage: { read: 3 TB/s }, scaleUp: null }";
  const { experiment } = await load({ ...fixtures, "e.yaml": smallExperiment({ cluster }) });
  expect(experiment?.cluster).toMatchObject({ nodes: 5, scaleUp: { planes: 7 }, storage: { read: 3e12, write: 2e12 } });
});

test("of several names a later one lies over an earlier one", async () => {
  const { experiment } = await load({
    ...fixtures,
    "e.yaml": smallExperiment({ cluster: "{ use: [clusters/six, ./more] }" }),
    "more.yaml": "nodes: 5\n",
  });
  expect(experiment?.cluster).toMatchObject({ name: "six", nodes: 5 });
});

test("items of a list may use files, and a dot in a name is no extension", async () => {
  const { experiment } = await load({
    ...fixtures,
    "e.yaml": smallExperiment({ hazards: "[{ use: hazards/cards-0.3 }]" }),
  });
  expect(experiment?.hazards).toMatchObject([{ id: "cards" }]);
});

test("a whole experiment can be used and varied", async () => {
  const { experiment } = await load({ "base.yaml": smallExperiment(), "e.yaml": "use: ./base\ntitle: Varied\n" });
  expect(experiment).toMatchObject({ title: "Varied", seed: 7 });
});

test("an error inside an included file is told at that file's own line", async () => {
  const { problems } = await load({
    "e.yaml": smallExperiment({ cluster: "{ use: ./cluster }" }),
    "cluster.yaml": "name: x\nnodes: many\nflavour: 3\n",
  });
  expect(problems).toEqual([
    'cluster.yaml:2:8 cluster.nodes: expected number, found "many"',
    expect.stringContaining("cluster.yaml:3:1 cluster.flavour: is not a field that Ordeal knows here"),
  ]);
});

test("an unknown fixture lists the nearest names, and its absence is the only problem", async () => {
  const { problems } = await load({ ...fixtures, "e.yaml": smallExperiment({ cluster: "{ use: clusters/sex }" }) });
  expect(problems).toEqual([
    'e.yaml:4:17 cluster.use: there is no fixture "clusters/sex"; there are clusters/six, hazards/cards-0.3',
  ]);
});

test("an unknown file beside is told with where it was looked for", async () => {
  const { problems } = await load({ "e.yaml": smallExperiment({ cluster: "{ use: ./gone }" }) });
  expect(problems).toEqual([
    'e.yaml:4:17 cluster.use: there is no file "./gone" (looked for gone.yaml); there are ./e.yaml',
  ]);
});

test("names cannot leave the fixtures", async () => {
  const { problems } = await load({
    ...fixtures,
    "x.yaml": "nodes: 3",
    "e.yaml": smallExperiment({ cluster: "{ use: clusters/../../x }" }),
  });
  expect(problems[0]).toMatch(/there is no fixture/);
});

test("a circle is an error that shows the way round", async () => {
  const { problems } = await load({ "e.yaml": "use: ./a\n", "a.yaml": "use: ./b\n", "b.yaml": "why: x\nuse: ./a\n" });
  expect(problems[0]).toBe("b.yaml:2:6 use: goes in a circle: a.yaml → b.yaml → a.yaml");
});

test("includes nest only so deep", async () => {
  const chain = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`f${n}.yaml`, `use: ./f${n + 1}\n`]));
  const { problems } = await load({ ...chain, "e.yaml": "use: ./f0\n" });
  expect(problems[0]).toMatch(/^f14\.yaml:1:6 use: is the 16th include inside another/);
});

test("includes that multiply are cut off with one problem", async () => {
  const ladder = Object.fromEntries(
    Array.from({ length: 12 }, (_, n) => [`f${n}.yaml`, `a: { use: ./f${n + 1} }\nb: { use: ./f${n + 1} }\n`]),
  );
  const { problems } = await load({ ...ladder, "f12.yaml": "c: 1\n", "e.yaml": "x: { use: ./f0 }\n" });
  expect(problems.filter((line) => line.includes("one include too many"))).toHaveLength(1);
});

test.each([
  ["3", "expected the name of a file"],
  ["[]", ""],
  ["./list", "holds no mapping"],
])("use: %s is refused when it names no mapping", async (use, expected) => {
  const { problems } = await load({ "e.yaml": smallExperiment({ recovery: `{ use: ${use} }` }), "list.yaml": "- 1\n" });
  expect(problems.join("\n")).toContain(expected);
});

test("an included file that is broken is told once, however often it is used", async () => {
  const { problems } = await load({
    "e.yaml": smallExperiment({ hazards: "[{ use: ./h }, { use: ./h }]" }),
    "h.yaml": "id: [\n",
  });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(/^h\.yaml:\d+:\d+: is not valid YAML/);
});

test("an item of a list that says nothing but use takes the items of a file that holds a list, and problems keep their places", async () => {
  const hazard = (id: string, rate: string) =>
    `{ id: ${id}, rate: ${rate}, kinds: [{ kind: node.crash }], x-why: ours }`;
  const files = {
    "e.yaml": smallExperiment({ hazards: `[{ use: ./h }, ${hazard("c", "3 per day").replace(", x-why: ours", "")}]` }),
  };
  const good = `- ${hazard("a", "1 per day")}\n- ${hazard("b", "2 per day")}\n`;
  const { problems } = await load({ ...files, "h.yaml": good });
  expect(problems).toEqual([]);
  const bad = await load({ ...files, "h.yaml": good.replace("2 per day", "often") });
  expect(bad.problems.join()).toMatch(/^h\.yaml:2:\d+ hazards\[1\]\.rate: expected a rate/);
});

test("a list stands for no mapping where something is said beside it", async () => {
  const { problems } = await load({
    "e.yaml": smallExperiment({ hazards: "[{ use: ./h, id: ours }]" }),
    "h.yaml": "- { id: a, rate: 1 per day, kinds: [{ kind: node.crash }] }\n",
  });
  expect(problems[0]).toMatch(/h\.yaml holds no mapping, but a list, which a whole item of a list can name/);
});
