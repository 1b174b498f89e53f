import { printDuration } from "@ordeal/model";
import * as effects from "./effects.ts";
import {
  Collector,
  type EffectOrReason,
  type ForeignReading,
  list,
  numberOf,
  numberOr,
  type Parse,
  record,
  type Stage,
  said,
} from "./foreign.ts";

type Env = ReadonlyMap<string, string>;

type Engine = Readonly<Record<string, unknown>>;

/**
 * Reads ChaosEngines of Litmus (litmuschaos.io/v1alpha1), alone or in a Workflow of Argo as ChaosCenter writes it: the
 * experiments that they run, one after the other; engines of one step of a Workflow side by side.
 */
export const readLitmus = (documents: ReadonlyArray<unknown>, stage: Stage, parse: Parse): ForeignReading => {
  const found = new Collector();
  const objects = documents.map((one) => record(one) ?? {});
  const steps = objects.flatMap((object) => stepsOf(object, parse, found));
  if (steps.length === 0) {
    const isDefinition = objects.some((one) => said(one.apiVersion).startsWith("litmuschaos.io/"));
    return {
      problem: isDefinition
        ? "holds no ChaosEngine: a ChaosExperiment only says how something is done; expected the engine that does it"
        : "is nothing of Litmus: expected a ChaosEngine of apiVersion litmuschaos.io/v1alpha1, or a Workflow that holds one",
    };
  }
  let atUs = stage.startUs;
  for (const engines of steps) atUs = Math.max(...engines.map((engine) => readEngine(engine, atUs, stage, found)));
  const title = nameOf(objects[0] ?? {}) || nameOf(steps[0]?.[0] ?? {});
  return { experiment: { title: title === "" ? undefined : title, mapped: found.mapped, unmapped: found.unmapped } };
};

const nameOf = (object: Engine): string => {
  const metadata = record(object.metadata);
  return said(metadata?.name) || said(metadata?.generateName);
};

const isEngine = ({ apiVersion, kind }: Engine): boolean =>
  said(apiVersion).startsWith("litmuschaos.io/") && kind === "ChaosEngine";

/** The engines of an object, step by step: itself, or those that a Workflow of Argo carries as text. */
const stepsOf = (object: Engine, parse: Parse, found: Collector): ReadonlyArray<ReadonlyArray<Engine>> => {
  if (isEngine(object)) return [[object]];
  const kind = said(object.kind);
  if (!said(object.apiVersion).startsWith("argoproj.io/")) {
    found.leave(kind || "a document", "it is no ChaosEngine");
    return [];
  }
  const outer = record(object.spec) ?? {};
  // A CronWorkflow wraps what it runs.
  const spec = record(outer.workflowSpec) ?? outer;
  const templates = list(spec.templates).map((one) => record(one) ?? {});
  const engines = new Map<string, ReadonlyArray<Engine>>();
  for (const template of templates) {
    const texts = list(record(template.inputs)?.artifacts).map((one) => said(record(record(one)?.raw)?.data));
    const inside = texts.flatMap((text) => (text === "" ? [] : parse(text))).map((one) => record(one) ?? {});
    const own = inside.filter(isEngine);
    if (own.length === 0 && texts.some((text) => text.includes("ChaosEngine")))
      found.leave(said(template.name), "the ChaosEngine in it cannot be read");
    engines.set(said(template.name), own);
  }
  const entry = templates.find(({ name }) => name === spec.entrypoint);
  const steps = list(entry?.steps).map((step) =>
    list(step).flatMap((one) => engines.get(said(record(one)?.template)) ?? []),
  );
  return (steps.length > 0 ? steps : [...engines.values()]).filter((step) => step.length > 0);
};

/** Takes the experiments of an engine; returns when they are over. */
const readEngine = (engine: Engine, startUs: number, stage: Stage, found: Collector): number => {
  const spec = record(engine.spec) ?? {};
  if (spec.engineState === "stop") found.leave("engineState: stop", "what the engine would do is taken all the same");
  if (record(spec.appinfo) !== undefined) found.leave("appinfo", effects.noFault.pods);
  return list(spec.experiments).reduce(
    (atUs: number, one) => readExperiment(record(one) ?? {}, atUs, stage, found),
    startUs,
  );
};

const SECOND_US = 1e6;

/** What Litmus itself takes where an engine does not say. */
const DURATION_S = 60;

/** Takes one experiment of an engine; returns when it is over. */
const readExperiment = (
  experiment: Readonly<Record<string, unknown>>,
  startUs: number,
  stage: Stage,
  found: Collector,
): number => {
  const name = said(experiment.name);
  const spec = record(experiment.spec) ?? {};
  const env: Env = new Map(
    list(record(spec.components)?.env).flatMap((one) => {
      const { name: key, value } = record(one) ?? {};
      return said(value) === "" ? [] : [[said(key), said(value)] as const];
    }),
  );
  if (list(spec.probe).length > 0)
    found.leave(
      `${name}: ${list(spec.probe).length} probes`,
      "Ordeal measures by itself: say thresholds or steadyState",
    );
  const rampUs = (numberOf(env.get("RAMP_TIME")) ?? 0) * SECOND_US;
  const totalS = numberOf(env.get("TOTAL_CHAOS_DURATION"));
  const durationUs = (totalS ?? DURATION_S) * SECOND_US;
  const atUs = startUs + rampUs;
  const effect = effectOf(name, env, stage);
  if ("reason" in effect) found.leave(name, effect.reason);
  else {
    const assumed = [
      ...(effect.assumed ?? []),
      ...(repeats.has(name) && !env.has("CHAOS_INTERVAL")
        ? [`${name} strikes once, as no CHAOS_INTERVAL is said`]
        : []),
      ...(totalS === undefined ? [`TOTAL_CHAOS_DURATION is ${DURATION_S} s, as nothing else is said`] : []),
    ];
    const intervalUs = (numberOf(env.get("CHAOS_INTERVAL")) ?? 0) * SECOND_US;
    const times = intervalUs > 0 ? Math.max(1, Math.floor(durationUs / intervalUs)) : 1;
    const isRepeated = repeats.has(name) && times > 1;
    found.take(
      name,
      name,
      { ...effect, assumed },
      { atUs, durationUs, ...(isRepeated ? { every: { period: printDuration(intervalUs), times } } : {}) },
    );
  }
  return atUs + durationUs + rampUs;
};

/** Experiments that kill again and again until their time is over. */
const repeats: ReadonlySet<string> = new Set(["pod-delete", "container-kill"]);

const percentOf = (env: Env, of: number, ...names: ReadonlyArray<string>): number => {
  const percent = names.map((name) => numberOf(env.get(name))).find((one) => one !== undefined && one > 0);
  return percent === undefined ? 1 : (of * percent) / 100;
};

const effectOf = (name: string, env: Env, stage: Stage): EffectOrReason => {
  switch (name) {
    case "pod-delete":
    case "container-kill":
      return effects.processesDie;
    case "node-drain":
    case "node-taint":
    case "node-restart":
    case "node-poweroff":
    case "kubelet-service-kill":
    case "docker-service-kill": {
      const named = env.get("TARGET_NODES") ?? env.get("TARGET_NODE");
      const count =
        named === undefined ? percentOf(env, stage.jobNodes, "NODES_AFFECTED_PERC") : named.split(",").length;
      return effects.nodesDown(count, stage);
    }
    case "ec2-terminate-by-id":
    case "ec2-terminate-by-tag":
    case "ec2-stop-by-id":
    case "ec2-stop-by-tag":
    case "gcp-vm-instance-stop":
    case "gcp-vm-instance-stop-by-label":
    case "azure-instance-stop":
    case "vm-poweroff":
      return effects.nodesDown(1, stage);
    case "ebs-loss-by-id":
    case "ebs-loss-by-tag":
    case "gcp-vm-disk-loss":
    case "gcp-vm-disk-loss-by-label":
    case "azure-disk-loss":
      return effects.storageGone;
    case "pod-network-partition":
      return effects.cut(stage);
    case "pod-network-loss":
      return effects.packets({ lossPercent: numberOr(env.get("NETWORK_PACKET_LOSS_PERCENTAGE"), 100) }, stage);
    case "pod-network-corruption":
      return effects.packets({ lossPercent: numberOr(env.get("NETWORK_PACKET_CORRUPTION_PERCENTAGE"), 100) }, stage);
    case "pod-network-latency":
      return effects.packets({ delayMs: numberOr(env.get("NETWORK_LATENCY"), 2_000) }, stage);
    case "pod-network-duplication":
      return { reason: effects.noFault.order };
    case "pod-network-rate-limit":
      return { reason: effects.noFault.rate };
    case "pod-cpu-hog":
    case "pod-cpu-hog-exec":
    case "node-cpu-hog":
      return effects.processorsTaken(numberOf(env.get("CPU_LOAD")));
    case "pod-memory-hog":
    case "pod-memory-hog-exec":
    case "node-memory-hog":
      return { reason: effects.noFault.memory };
    case "pod-io-stress":
    case "node-io-stress":
      return effects.storageBusy(numberOf(env.get("FILESYSTEM_UTILIZATION_PERCENTAGE")));
    case "pod-dns-error":
    case "pod-dns-spoof":
      return { reason: effects.noFault.names };
    default:
      if (name.startsWith("pod-http-")) return { reason: effects.noFault.http };
      if (name.startsWith("time-")) return { reason: effects.noFault.clock };
      return { reason: "no kind of fault does what it does" };
  }
};
