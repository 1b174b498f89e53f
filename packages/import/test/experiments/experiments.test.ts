import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { decode, FaultSpec } from "@ordeal/model";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { cronPeriodUs } from "../../src/experiments/chaos-mesh.ts";
import { goDurationUs, type Stage } from "../../src/experiments/foreign.ts";
import { experimentFormats } from "../../src/index.ts";

const stage: Stage = { jobNodes: 100, node: "sn00/n00", tier: "tier/storage", startUs: 600_000_000 };
const imports = resolve(import.meta.dirname, "../../../../fixtures/imports");

const parseAll = (text: string): ReadonlyArray<unknown> => {
  const documents = parseAllDocuments(text);
  return Array.isArray(documents) ? documents.map((document) => document.toJS()) : [];
};
const read = (format: string, documents: ReadonlyArray<unknown>, on: Stage = stage) => {
  const reading = experimentFormats.find(({ name }) => name === format)?.read(documents, on, parseAll);
  if (reading === undefined || "problem" in reading) throw new Error(reading?.problem);
  return reading.experiment;
};
const fixture = (name: string): ReadonlyArray<unknown> => parseAll(readFileSync(resolve(imports, name), "utf8"));
const faultsOf = (format: string, text: string) =>
  read(format, [parse(text)]).mapped.map(({ fault: { id: _, at: __, ...rest } }) => rest);
const reasonsOf = (format: string, text: string) => read(format, [parse(text)]).unmapped.map(({ reason }) => reason);

const mesh = (kind: string, spec: string): string =>
  `{ apiVersion: chaos-mesh.org/v1alpha1, kind: ${kind}, metadata: { name: x }, spec: { ${spec.includes("mode:") ? "" : "mode: one, "}${spec} } }`;

test("what Chaos Mesh does becomes the kind of fault that does the same", () => {
  const cases: ReadonlyArray<readonly [kind: string, spec: string, fault: object]> = [
    ["PodChaos", "action: pod-kill", { kind: "job.crash" }],
    ["PodChaos", "action: container-kill, containerNames: [c]", { kind: "job.crash" }],
    [
      "PodChaos",
      "action: pod-failure, mode: fixed-percent, value: '5', duration: 90s",
      { kind: "node.crash", target: "5 random nodes of the job", duration: "90 seconds" },
    ],
    ["PodChaos", "action: pod-failure, mode: all", { kind: "node.crash", target: "100 random nodes of the job" }],
    [
      "NetworkChaos",
      "action: partition, direction: both, duration: 1m",
      { kind: "link.down", target: "sn00/n00/up*", duration: "1 minute" },
    ],
    [
      "NetworkChaos",
      "action: loss, loss: { loss: '40' }",
      { kind: "link.degrade", target: "sn00/n00/up*", share: "60 %" },
    ],
    ["NetworkChaos", "action: loss, loss: { loss: '100' }", { kind: "link.down", target: "sn00/n00/up*" }],
    [
      "NetworkChaos",
      "action: delay, delay: { latency: 900us }",
      { kind: "link.degrade", target: "sn00/n00/up*", share: "10 %" },
    ],
    [
      "NetworkChaos",
      "action: netem, delay: { latency: 900us }, loss: { loss: '50' }",
      { kind: "link.degrade", target: "sn00/n00/up*", share: "5 %" },
    ],
    [
      "StressChaos",
      "stressors: { cpu: { workers: 4, load: 80 } }",
      { kind: "card.slow", target: "a card of the job", speed: "60 %" },
    ],
    ["IOChaos", "action: fault, errno: 5, percent: 100", { kind: "storage.down" }],
    ["IOChaos", "action: fault, errno: 5, percent: 30", { kind: "storage.slow", share: "70 %" }],
    ["IOChaos", "action: latency, delay: 1ms, percent: 100", { kind: "storage.slow", share: "50 %" }],
    ["IOChaos", "action: mistake, duration: 5m", { kind: "checkpoint.corrupt", target: "tier/storage" }],
    [
      "AWSChaos",
      "action: ec2-stop, duration: 5m",
      { kind: "node.crash", target: "1 random node of the job", duration: "5 minutes" },
    ],
    ["GCPChaos", "action: disk-loss", { kind: "storage.down" }],
  ];
  for (const [kind, spec, fault] of cases) expect(faultsOf("chaosmesh", mesh(kind, spec))).toEqual([fault]);
});

test("what no kind of fault does is named with its reason, and never guessed", () => {
  const cases: ReadonlyArray<readonly [kind: string, spec: string, reason: string]> = [
    ["NetworkChaos", "action: bandwidth, bandwidth: { rate: 1mbps }", "no rate"],
    ["NetworkChaos", "action: duplicate", "doubled"],
    ["NetworkChaos", "action: loss", "does not say how many"],
    ["StressChaos", "stressors: { memory: { workers: 1, size: 1GB } }", "memory"],
    ["TimeChaos", "timeOffset: -1h", "clocks"],
    ["DNSChaos", "action: error", "resolve"],
    ["JVMChaos", "action: return", "code"],
    ["IOChaos", "action: attrOverride", 'nothing called "attrOverride"'],
    ["NewChaos", "action: whatever", "nothing that Ordeal knows"],
  ];
  for (const [kind, spec, reason] of cases)
    expect(reasonsOf("chaosmesh", mesh(kind, spec))).toEqual([expect.stringContaining(reason)]);
});

test("a Workflow is laid out in time, one after the other or side by side, and a circle is named", () => {
  const { title, mapped, unmapped } = read("chaosmesh", fixture("chaos-mesh.yaml"));
  expect(title).toBe("trainer-drill");
  expect(mapped.map(({ fault: { kind, at, every, duration } }) => [kind, at ?? every, duration])).toEqual([
    ["link.degrade", "10 minutes", "10 minutes"],
    ["storage.slow", "40 minutes", "15 minutes"],
    ["card.slow", "40 minutes", "5 minutes"],
    ["job.crash", { period: "6 hours", from: "10 minutes" }, undefined],
    ["node.crash", "10 minutes", "90 minutes"],
  ]);
  expect(unmapped.map(({ what }) => what)).toEqual([
    "StressChaos busy-host: memory",
    "Workflow trainer-drill: check-loss",
    "TimeChaos wrong-clock",
    "selectors of pods",
  ]);
  const circle = `{ apiVersion: chaos-mesh.org/v1alpha1, kind: Workflow, metadata: { name: w },
    spec: { entry: a, templates: [{ name: a, templateType: Serial, children: [b, a, c] }, { name: b, templateType: Suspend, deadline: 5s }] } }`;
  expect(reasonsOf("chaosmesh", circle)).toEqual(["it comes back to itself", "there is no such template"]);
});

test("templates that name one another over and over are followed so often and no more", () => {
  const names = Array.from({ length: 30 }, (_, nth) => `t${nth}`);
  const templates = names.map((name, nth) => ({
    name,
    templateType: "Serial",
    children: [names[nth + 1], names[nth + 1]],
  }));
  const spec = { entry: "t0", templates };
  const workflow = { apiVersion: "chaos-mesh.org/v1alpha1", kind: "Workflow", metadata: { name: "w" }, spec };
  expect(read("chaosmesh", [workflow]).unmapped.length).toBeLessThan(30_000);
});

test("a schedule of cron is a period where it comes evenly, and nothing else is taken for one", () => {
  const hours = (count: number) => count * 3_600e6;
  const periods: ReadonlyArray<readonly [string, number | undefined]> = [
    ["@every 90s", 90e6],
    ["@hourly", hours(1)],
    ["*/15 * * * *", hours(0.25)],
    ["* * * * *", 60e6],
    ["7 * * * *", hours(1)],
    ["0 */6 * * *", hours(6)],
    ["30 2 * * *", hours(24)],
    ["*/7 * * * *", undefined],
    ["0 9-17 * * 1-5", undefined],
    ["0 0 1 * *", undefined],
    ["*/5 3 * * *", undefined],
    ["nonsense", undefined],
    ["", undefined],
  ];
  expect(periods.map(([cron]) => [cron, cronPeriodUs(cron)])).toEqual(periods.map((one) => [...one]));
});

test("a ChaosEngine of Litmus runs its experiments one after the other, and kills as often as its interval says", () => {
  const { mapped, unmapped } = read("litmus", fixture("litmus.yaml"));
  expect(mapped.map(({ fault: { id: _, ...rest } }) => rest)).toEqual([
    { kind: "job.crash", every: { period: "10 minutes", times: 3, from: "10 minutes" } },
    { kind: "link.down", target: "sn00/n00/up*", at: "41 minutes", duration: "2 minutes" },
    { kind: "node.crash", target: "1 random node of the job", at: "44 minutes", duration: "15 minutes" },
  ]);
  expect(unmapped.map(({ what }) => what)).toEqual(["appinfo", "pod-delete: 1 probes", "disk-fill"]);
});

test("the method of a Chaos Toolkit experiment goes on with its pauses; what waits for a fault comes after it", () => {
  const { mapped, unmapped } = read("chaostoolkit", fixture("chaos-toolkit.json"));
  expect(mapped.map(({ fault: { kind, at, share } }) => [kind, at, share])).toEqual([
    ["job.crash", "10 minutes", undefined],
    ["link.degrade", "40 minutes", "4.524 %"],
    ["node.crash", "50 minutes", undefined],
  ]);
  expect(unmapped.map(({ what }) => what)).toEqual([
    "steps-again",
    "rename-the-service",
    "steady-state-hypothesis: 1 probes",
    "rollbacks: 1 actions",
  ]);
});

test("commands are read by what they are called with", () => {
  const action = (path: string, args: string) =>
    `{ title: t, description: d, method: [{ type: action, name: a, provider: { type: process, path: ${path}, arguments: ${args} } }] }`;
  const kinds = (path: string, args: string) => faultsOf("chaostoolkit", action(path, args)).map(({ kind }) => kind);
  expect(kinds("kubectl", '"delete pod trainer-3 -n training"')).toEqual(["job.crash"]);
  expect(kinds("/usr/bin/kubectl", '{ drain: gpu-7, "--force": "" }')).toEqual(["node.crash"]);
  expect(kinds("kubectl", "get pods")).toEqual([]);
  expect(kinds("stress-ng", "--cpu 8 --cpu-load 50")).toEqual(["card.slow"]);
  expect(kinds("tc", "qdisc add dev eth0 root tbf rate 1mbit")).toEqual([]);
  expect(kinds("rm", "-rf /")).toEqual([]);
});

test("engines in a Workflow of Argo are read step by step, those of one step side by side", () => {
  const engine = (name: string, seconds: number) =>
    JSON.stringify({
      apiVersion: "litmuschaos.io/v1alpha1",
      kind: "ChaosEngine",
      spec: {
        experiments: [{ name, spec: { components: { env: [{ name: "TOTAL_CHAOS_DURATION", value: `${seconds}` }] } } }],
      },
    });
  const template = (name: string, text: string) => ({ name, inputs: { artifacts: [{ name, raw: { data: text } }] } });
  const spec = {
    entrypoint: "all",
    templates: [
      template("drain", engine("node-drain", 300)),
      template("install", "kind: ChaosExperiment"),
      template("cut", engine("pod-network-partition", 60)),
      template("hog", engine("node-cpu-hog", 120)),
      {
        name: "all",
        steps: [[{ template: "install" }], [{ template: "cut" }, { template: "hog" }], [{ template: "drain" }]],
      },
    ],
  };
  const workflow = { apiVersion: "argoproj.io/v1alpha1", kind: "Workflow", metadata: { name: "w" }, spec };
  const cron = { ...workflow, kind: "CronWorkflow", spec: { schedule: "0 0 * * *", workflowSpec: spec } };
  for (const object of [workflow, cron]) {
    expect(read("litmus", [object]).mapped.map(({ fault: { id, at } }) => [id, at])).toEqual([
      ["pod-network-partition", "10 minutes"],
      ["node-cpu-hog", "10 minutes"],
      ["node-drain", "12 minutes"],
    ]);
  }
});

test("what is not said has its tool's own default, and is told; what cannot be read is not taken for it", () => {
  const engine = (name: string, env: string, state = "active") =>
    `{ apiVersion: litmuschaos.io/v1alpha1, kind: ChaosEngine, spec: { engineState: ${state}, experiments: [
      { name: ${name}, spec: { components: { env: [${env}] } } }] } }`;
  const loss = "NETWORK_PACKET_LOSS_PERCENTAGE";
  expect(faultsOf("litmus", engine("pod-network-loss", ""))).toMatchObject([
    { kind: "link.down", duration: "1 minute" },
  ]);
  expect(faultsOf("litmus", engine("pod-network-loss", `{ name: ${loss}, value: "\${X}" }`))).toEqual([]);
  expect(read("litmus", [parse(engine("pod-delete", ""))]).mapped[0]?.assumed.slice(1)).toEqual([
    "pod-delete strikes once, as no CHAOS_INTERVAL is said",
    "TOTAL_CHAOS_DURATION is 60 s, as nothing else is said",
  ]);
  expect(reasonsOf("litmus", engine("pod-delete", "", "stop"))).toEqual([
    "what the engine would do is taken all the same",
  ]);
  const some = read("chaosmesh", [
    parse(mesh("PodChaos", "action: pod-failure, mode: random-max-percent, value: '7'")),
  ]);
  expect(some.mapped[0]).toMatchObject({
    fault: { target: "7 random nodes of the job" },
    assumed: [expect.any(String)],
  });
});

test("a file of another tool is refused, and says what was expected", () => {
  const problems = experimentFormats.map(({ read }) => read([{ title: "x", faults: [] }], stage, parseAll));
  expect(problems).toEqual([
    { problem: expect.stringContaining("is no experiment of Chaos Toolkit") },
    { problem: expect.stringContaining("is nothing of Chaos Mesh") },
    { problem: expect.stringContaining("is nothing of Litmus") },
  ]);
  const definition = {
    apiVersion: "litmuschaos.io/v1alpha1",
    kind: "ChaosExperiment",
    metadata: { name: "pod-delete" },
  };
  expect(experimentFormats[2]?.read([definition], stage, parseAll)).toEqual({
    problem: expect.stringContaining("holds no ChaosEngine"),
  });
});

test("whatever a document holds, reading it never throws, and every fault that comes of it is one", () => {
  const heads = fc.constantFrom(
    { apiVersion: "chaos-mesh.org/v1alpha1", kind: "Workflow" },
    { apiVersion: "chaos-mesh.org/v1alpha1", kind: "NetworkChaos" },
    { apiVersion: "litmuschaos.io/v1alpha1", kind: "ChaosEngine" },
    { method: [] },
    {},
  );
  const anything = fc.anything({
    maxDepth: 4,
    key: fc.constantFrom(
      "spec",
      "action",
      "name",
      "templates",
      "experiments",
      "env",
      "entry",
      "provider",
      "type",
      "loss",
      "duration",
      "mode",
      "value",
    ),
  });
  fc.assert(
    fc.property(heads, fc.dictionary(fc.constantFrom("spec", "method", "metadata"), anything), (head, rest) => {
      for (const { read: readIt } of experimentFormats) {
        const reading = readIt([{ ...head, ...rest }], stage, parseAll);
        if ("problem" in reading) continue;
        for (const { fault } of reading.experiment.mapped) expect(decode(FaultSpec, fault)).toHaveProperty("value");
      }
    }),
    { numRuns: 300 },
  );
});

test("durations are read as Go writes them", () => {
  expect(["90s", "1h30m", "1.5s", "300ms", "45", "soon", "", "-5s"].map(goDurationUs)).toEqual([
    90e6,
    5_400e6,
    1.5e6,
    300_000,
    45e6,
    undefined,
    undefined,
    undefined,
  ]);
});
