import { type FaultKind, isFaultKind } from "@ordeal/model";
import * as effects from "./effects.ts";
import {
  Collector,
  type EffectOrReason,
  type ForeignReading,
  goDurationUs,
  list,
  numberOf,
  numberOr,
  record,
  type Stage,
  said,
} from "./foreign.ts";

type Mapping = Readonly<Record<string, unknown>>;

/**
 * Reads an experiment of Chaos Toolkit (chaostoolkit.org/reference/api/experiment), or the one in its journal: the actions
 * of its method, one after the other with their pauses.
 */
export const readChaosToolkit = (documents: ReadonlyArray<unknown>, stage: Stage): ForeignReading => {
  const whole = record(documents[0]);
  const experiment = record(whole?.experiment) ?? whole;
  if (experiment === undefined || !Array.isArray(experiment.method))
    return { problem: "is no experiment of Chaos Toolkit: expected a mapping with title, description and method" };
  const found = new Collector();
  const byName = new Map<string, Mapping>();
  const activities = list(experiment.method).map((one) => record(one) ?? {});
  for (const activity of activities) if (said(activity.name) !== "") byName.set(said(activity.name), activity);
  const recorded = experiment === whole ? [] : list(whole?.run).map((one) => record(one) ?? {});
  // A journal says when everything was; an experiment only what follows what.
  for (const { activity, start, duration } of recorded) {
    const sinceMs = dateMs(start) - dateMs(whole?.start);
    if (!Number.isFinite(sinceMs) || sinceMs < 0)
      found.leave(said(record(activity)?.name), "its journal does not say when it was");
    else
      readActivity(
        record(activity) ?? {},
        stage.startUs + Math.round(sinceMs * 1_000),
        stage,
        found,
        numberOf(duration),
      );
  }
  let atUs = stage.startUs;
  for (const written of recorded.length > 0 ? [] : activities) {
    const activity = byName.get(said(written.ref)) ?? written;
    const pauses = record(activity.pauses);
    atUs += pauseUs(pauses?.before);
    atUs += readActivity(activity, atUs, stage, found);
    atUs += pauseUs(pauses?.after);
  }
  const hypothesis = list(record(experiment["steady-state-hypothesis"])?.probes);
  if (hypothesis.length > 0)
    found.leave(
      `steady-state-hypothesis: ${hypothesis.length} probes`,
      "Ordeal measures by itself: say steadyState, or thresholds",
    );
  if (list(experiment.rollbacks).length > 0)
    found.leave(`rollbacks: ${list(experiment.rollbacks).length} actions`, "every fault of Ordeal is healed by itself");
  const title = said(experiment.title);
  return { experiment: { title: title === "" ? undefined : title, mapped: found.mapped, unmapped: found.unmapped } };
};

/** A date of a journal, which is in UTC though it may not say so, in milliseconds to the microsecond. */
const dateMs = (value: unknown): number => {
  const [, whole = "", fraction = ""] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?Z?$/.exec(said(value)) ?? [];
  return Date.parse(`${whole}Z`) + Number(`0.${fraction}0`) * 1_000;
};

const pauseUs = (value: unknown): number => Math.max(0, (numberOf(value) ?? 0) * 1e6);

/** Takes one activity; returns how long the next one waits for it. `recordedS`: how long it took, in seconds. */
const readActivity = (
  activity: Mapping,
  atUs: number,
  stage: Stage,
  found: Collector,
  recordedS?: number | undefined,
): number => {
  const name = said(activity.name) || said(activity.type) || "an activity";
  if (activity.type === "probe") {
    found.leave(name, "a probe asks, and does nothing: Ordeal measures by itself");
    return 0;
  }
  const provider = record(activity.provider) ?? {};
  const given = record(provider.arguments) ?? {};
  const effect = effectOf(provider, given, stage);
  if ("reason" in effect) {
    found.leave(name, effect.reason);
    return 0;
  }
  const isOwn = said(provider.path) === "ordeal" && recordedS !== undefined;
  const durationUs = isOwn ? Math.round(recordedS * 1e6) : goDurationUs(given.duration);
  found.take(name, name, effect, { atUs, ...(durationUs === undefined || durationUs === 0 ? {} : { durationUs }) });
  return activity.background === true || durationUs === undefined ? 0 : durationUs;
};

const effectOf = (provider: Mapping, given: Mapping, stage: Stage): EffectOrReason => {
  switch (provider.type) {
    case "python":
      return pythonEffect(said(provider.module), said(provider.func), given, stage);
    case "process":
      return processEffect(said(provider.path), provider.arguments, stage);
    case "http":
      return { reason: "nobody can tell what an HTTP request does to a cluster" };
    default:
      return { reason: `a provider of type "${said(provider.type)}" is none that Ordeal knows` };
  }
};

/** What functions of the well-known extensions do, by the words in their names: `chaosk8s`, `chaosaws` and others agree in them. */
const pythonEffect = (module: string, func: string, given: Mapping, stage: Stage): EffectOrReason => {
  const name = `${module}.${func}`;
  const isOf = (pattern: RegExp): boolean => pattern.test(name);
  const percent = (...names: ReadonlyArray<string>) =>
    names.map((one) => numberOf(given[one])).find((one) => one !== undefined);
  if (isOf(/\.network\./)) {
    if (isOf(/loss|drop/)) return effects.packets({ lossPercent: numberOr(given.loss ?? given.percent, 100) }, stage);
    if (isOf(/corrupt/)) return effects.packets({ lossPercent: percent("corrupt", "percent") }, stage);
    if (isOf(/latency|delay/)) return effects.packets({ delayMs: latencyMs(given) }, stage);
    if (isOf(/partition|deny_all|block/)) return effects.cut(stage);
    if (isOf(/bandwidth/)) return { reason: effects.noFault.rate };
    if (isOf(/duplicate|reorder/)) return { reason: effects.noFault.order };
  }
  if (isOf(/\.network_latency$/)) return effects.packets({ delayMs: latencyMs(given) }, stage);
  if (isOf(/stress_cpu|cpu_stress|stressors|stress_machine/))
    return effects.processorsTaken(percent("load", "percent"));
  if (isOf(/stress_memory|memory_stress|fill_memory/)) return { reason: effects.noFault.memory };
  if (isOf(/burn_io|stress_io|io_stress/)) return effects.storageBusy(undefined);
  if (isOf(/\.(detach|delete)_(random_)?volume/)) return effects.storageGone;
  const isEnding = isOf(/\.(terminate|delete|kill|stop|reboot|restart|drain|reset|deallocate)_/);
  if (isEnding && isOf(/node|instance|machine|vmss|_vm|hosts?$/))
    return effects.nodesDown(
      percent("count", "instance_count") ?? Math.max(1, list(given.instance_ids ?? given.names).length),
      stage,
    );
  if (isEnding && isOf(/pod|container|replica|task|process/)) return effects.processesDie;
  if (isOf(/cordon|taint/)) return { reason: "a node that takes nothing new loses nothing that runs on it" };
  return { reason: `no kind of fault is known to do what ${name} does` };
};

const latencyMs = (given: Mapping): number | undefined => {
  const us = goDurationUs(given.latency ?? given.delay);
  if (us === undefined) return undefined;
  // A bare number is of milliseconds there.
  return numberOf(given.latency ?? given.delay) === undefined ? us / 1_000 : us / 1e6;
};

/** What well-known commands do, by what they are called with. */
const processEffect = (path: string, written: unknown, stage: Stage): EffectOrReason => {
  const command = path.split("/").at(-1) ?? path;
  const given = record(written);
  if (command === "ordeal" && given !== undefined && said(given.inject) !== "") return ownEffect(given);
  const words =
    given === undefined
      ? `${said(written)} ${list(written).map(said).join(" ")}`
      : Object.entries(given)
          .flatMap(([name, value]) => [name, said(value)])
          .join(" ");
  const says = (pattern: RegExp): RegExpExecArray | null => pattern.exec(words);
  switch (command) {
    case "kill":
    case "pkill":
    case "killall":
      return effects.processesDie;
    case "kubectl":
      if (says(/\bdelete\s+(pods?|po)\b/)) return effects.processesDie;
      if (says(/\bdrain\b|\bdelete\s+(nodes?|no)\b/)) return effects.nodesDown(1, stage);
      break;
    case "docker":
    case "podman":
      if (says(/\b(kill|stop|rm)\b/)) return effects.processesDie;
      break;
    case "reboot":
    case "poweroff":
    case "shutdown":
      return effects.nodesDown(1, stage);
    case "stress":
    case "stress-ng":
      if (says(/--(cpu|matrix)\b/)) return effects.processorsTaken(numberOf(says(/--cpu-load[ =](\d+)/)?.[1]));
      if (says(/--(hdd|io|iomix)\b/)) return effects.storageBusy(undefined);
      return { reason: effects.noFault.memory };
    case "tc": {
      const lossPercent = numberOf(says(/\bloss\s+(?:random\s+)?(\d+(?:\.\d+)?)/)?.[1]);
      const delayUs = goDurationUs(says(/\bdelay\s+(\d+(?:\.\d+)?(?:us|ms|s))/)?.[1]);
      const delayMs = delayUs === undefined ? undefined : delayUs / 1_000;
      if (lossPercent !== undefined || delayMs !== undefined) return effects.packets({ lossPercent, delayMs }, stage);
      return { reason: says(/\b(rate|tbf)\b/) ? effects.noFault.rate : effects.noFault.order };
    }
  }
  return { reason: `nobody can tell what ${command === "" ? "an unnamed program" : command} does to a cluster` };
};

/** A fault that Ordeal itself wrote into a journal: its kind and its target, as far as a journal tells them. */
const ownEffect = (given: Mapping): EffectOrReason => {
  const [target = "", ...others] = said(given.targets).split(",");
  const kind = said(given.inject);
  if (!isFaultKind(kind)) return { reason: `"${kind}" is no kind of fault` };
  if (target === "") return { reason: `${kind} found nothing to strike` };
  if (others.length > 0)
    return { reason: `${kind} struck ${others.length + 1} components, and a fault of Ordeal names one` };
  return parametric.has(kind)
    ? { reason: `a journal does not tell the parameters of ${kind}` }
    : { fault: { kind, target } };
};

/** Kinds that cannot do without a parameter. */
const parametric: ReadonlySet<FaultKind> = new Set([
  "card.slow",
  "link.flap",
  "link.degrade",
  "cooling.inlet",
  "storage.slow",
]);
