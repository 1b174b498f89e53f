import { printDuration } from "@ordeal/model";
import * as effects from "./effects.ts";
import {
  Collector,
  type Effect,
  type EffectOrReason,
  type ForeignReading,
  goDurationUs,
  list,
  numberOf,
  record,
  type Stage,
  said,
  type When,
} from "./foreign.ts";

type Spec = Readonly<Record<string, unknown>>;

/** Where the spec of each kind stands in a Schedule or in a template of a Workflow. */
const kinds = [
  "PodChaos",
  "NetworkChaos",
  "StressChaos",
  "IOChaos",
  "BlockChaos",
  "AWSChaos",
  "GCPChaos",
  "AzureChaos",
  "TimeChaos",
  "DNSChaos",
  "HTTPChaos",
  "JVMChaos",
  "KernelChaos",
  "PhysicalMachineChaos",
] as const;
const fieldOf = (kind: string): string => kind.replace(/^[A-Z]+(?=[A-Z][a-z])|^[A-Z]/, (head) => head.toLowerCase());

/**
 * Reads objects of Chaos Mesh: experiments of one fault, Schedules of them, and Workflows that lay them one after the other
 * or side by side (chaos-mesh.org/docs, API chaos-mesh.org/v1alpha1).
 */
export const readChaosMesh = (documents: ReadonlyArray<unknown>, stage: Stage): ForeignReading => {
  const objects = documents.map(record).filter((one) => said(one?.apiVersion).startsWith("chaos-mesh.org/"));
  if (objects.length === 0)
    return { problem: "is nothing of Chaos Mesh: expected objects of apiVersion chaos-mesh.org/v1alpha1" };
  const found = new Collector();
  for (const document of documents) {
    const object = record(document);
    if (object !== undefined && objects.includes(object)) readObject(object, stage, found);
    else found.leave(titleOf(object), "it is no object of Chaos Mesh");
  }
  if (found.mapped.length > 0) found.leave("selectors of pods", effects.noFault.pods);
  const [first] = objects;
  const title = said(record(first?.metadata)?.name);
  return { experiment: { title: title === "" ? undefined : title, mapped: found.mapped, unmapped: found.unmapped } };
};

const titleOf = (object: Spec | undefined): string => `${said(object?.kind) || "a document"} ${nameOf(object)}`.trim();
const nameOf = (object: Spec | undefined): string => said(record(object?.metadata)?.name);

const readObject = (object: Spec, stage: Stage, found: Collector): void => {
  const kind = said(object.kind);
  const spec = record(object.spec) ?? {};
  const name = nameOf(object) || kind;
  if (kind === "Workflow") return readWorkflow(spec, name, stage, found);
  if (kind === "Schedule") return readSchedule(spec, name, stage.startUs, stage, found);
  const cron = record(spec.scheduler)?.cron;
  strike(
    kind,
    spec,
    name,
    { atUs: stage.startUs, ...(cron === undefined ? {} : everyOf(cron, kind, name, found)) },
    stage,
    found,
  );
};

/** Takes one fault, and names what of it says nothing to Ordeal. */
const strike = (kind: string, spec: Spec, name: string, when: When, stage: Stage, found: Collector): void => {
  const what = `${kind} ${name}${said(spec.action) === "" ? "" : ` (${said(spec.action)})`}`;
  const effect = effectOf(kind, spec, stage);
  if ("reason" in effect) return found.leave(what, effect.reason);
  const durationUs = when.durationUs ?? goDurationUs(spec.duration);
  found.take(what, name, effect, { ...when, durationUs });
  if (kind === "StressChaos" && record(record(spec.stressors)?.memory) !== undefined)
    found.leave(`${what}: memory`, effects.noFault.memory);
};

/** How many pods `mode` and `value` pick, where each is a node of the job. */
const picked = ({ mode, value }: Spec, { jobNodes }: Stage): number => {
  const number = numberOf(value) ?? 1;
  switch (said(mode)) {
    case "all":
      return jobNodes;
    case "fixed":
      return number;
    case "fixed-percent":
    case "random-max-percent":
      return (jobNodes * number) / 100;
    default:
      return 1;
  }
};

const podsFail = (spec: Spec, stage: Stage): Effect => {
  const down = effects.nodesDown(picked(spec, stage), stage);
  return spec.mode === "random-max-percent" ? { ...down, assumed: ["as many as random-max-percent allows"] } : down;
};

const effectOf = (kind: string, spec: Spec, stage: Stage): EffectOrReason => {
  const action = said(spec.action);
  const unknown = { reason: `${kind} does nothing called "${action}" that a kind of fault does` };
  switch (kind) {
    case "PodChaos":
      if (action === "pod-kill" || action === "container-kill") return effects.processesDie;
      return action === "pod-failure" ? podsFail(spec, stage) : unknown;
    case "NetworkChaos":
      return networkEffect(action, spec, stage) ?? unknown;
    case "StressChaos": {
      const cpu = record(record(spec.stressors)?.cpu);
      return cpu === undefined ? { reason: effects.noFault.memory } : effects.processorsTaken(numberOf(cpu.load));
    }
    case "IOChaos":
      if (action === "fault") return effects.fileErrors(numberOf(spec.percent));
      if (action === "latency") return effects.fileDelay(milliseconds(spec.delay), numberOf(spec.percent));
      return action === "mistake" ? effects.wrongData(stage) : unknown;
    case "BlockChaos":
      return effects.fileDelay(milliseconds(record(spec.delay)?.latency), 100);
    case "AWSChaos":
    case "GCPChaos":
    case "AzureChaos":
      return machineEffect(action, stage) ?? unknown;
    case "TimeChaos":
      return { reason: effects.noFault.clock };
    case "DNSChaos":
      return { reason: effects.noFault.names };
    case "HTTPChaos":
      return { reason: effects.noFault.http };
    case "JVMChaos":
    case "KernelChaos":
      return { reason: effects.noFault.code };
    default:
      return { reason: `${kind} is nothing that Ordeal knows of Chaos Mesh` };
  }
};

const milliseconds = (value: unknown): number | undefined => {
  const us = goDurationUs(value);
  return us === undefined ? undefined : us / 1_000;
};

const networkEffect = (action: string, spec: Spec, stage: Stage): EffectOrReason | undefined => {
  switch (action) {
    case "partition":
      return effects.cut(stage);
    case "loss":
      return effects.packets({ lossPercent: numberOf(record(spec.loss)?.loss) }, stage);
    case "corrupt":
      // A frame that fails its checksum is dropped.
      return effects.packets({ lossPercent: numberOf(record(spec.corrupt)?.corrupt) }, stage);
    case "delay":
    case "netem": {
      const lossPercent = action === "netem" ? numberOf(record(spec.loss)?.loss) : undefined;
      return effects.packets({ lossPercent, delayMs: milliseconds(record(spec.delay)?.latency) }, stage);
    }
    case "bandwidth":
      return { reason: effects.noFault.rate };
    case "duplicate":
    case "reorder":
      return { reason: effects.noFault.order };
    default:
      return undefined;
  }
};

/** What is done to a machine of a cloud, or to its disk. */
const machineEffect = (action: string, stage: Stage): Effect | undefined => {
  if (/^(ec2|node|vm)-(stop|restart|reset)$/.test(action)) return effects.nodesDown(1, stage);
  return /^(detach-volume|disk-loss|disk-detach)$/.test(action) ? effects.storageGone : undefined;
};

const MINUTE_US = 60e6;

/** How often a schedule of cron comes, where it comes evenly; `undefined` for one that does not. */
export const cronPeriodUs = (cron: string): number | undefined => {
  const every = /^@every\s+(\S+)$/.exec(cron.trim());
  if (every !== null) return goDurationUs(every[1]);
  const named: Readonly<Record<string, number>> = {
    "@hourly": 60,
    "@daily": 1_440,
    "@midnight": 1_440,
    "@weekly": 10_080,
  };
  const minutes = named[cron.trim()];
  if (minutes !== undefined) return minutes * MINUTE_US;
  const [minute = "", hour = "", day = "", month = "", weekday = "", ...more] = cron.trim().split(/\s+/);
  if (more.length > 0 || [day, month, weekday].some((field) => field !== "*")) return undefined;
  const step = (field: string, of: number): number | undefined => {
    const size = field === "*" ? 1 : Number(/^\*\/(\d+)$/.exec(field)?.[1] ?? Number.NaN);
    // `*/7` comes unevenly where the hour ends.
    return Number.isInteger(size) && size > 0 && of % size === 0 ? size : undefined;
  };
  const minutesApart = step(minute, 60);
  if (minutesApart !== undefined) return hour === "*" ? minutesApart * MINUTE_US : undefined;
  if (!/^\d+$/.test(minute)) return undefined;
  if (/^\d+$/.test(hour)) return 1_440 * MINUTE_US;
  const hoursApart = step(hour, 24);
  return hoursApart === undefined ? undefined : hoursApart * 60 * MINUTE_US;
};

const everyOf = (cron: unknown, kind: string, name: string, found: Collector): Pick<When, "every"> => {
  const us = cronPeriodUs(said(cron));
  if (us !== undefined && us > 0) return { every: { period: printDuration(us) } };
  found.leave(`${kind} ${name}: ${said(cron)}`, "a schedule that does not come evenly: the fault strikes once");
  return {};
};

const readSchedule = (spec: Spec, name: string, atUs: number, stage: Stage, found: Collector): void => {
  const kind = said(spec.type);
  const inner = record(spec[fieldOf(kind)]);
  if (kind === "Workflow" || inner === undefined)
    return found.leave(
      `Schedule ${name}`,
      `a schedule of ${kind === "" ? "nothing" : kind} is nothing that Ordeal reads`,
    );
  strike(kind, inner, name, { atUs, ...everyOf(spec.schedule, "Schedule", name, found) }, stage, found);
};

/** So many templates are followed: one may name another, and so on in a circle. */
const TEMPLATES_MAX = 10_000;

const readWorkflow = (spec: Spec, name: string, stage: Stage, found: Collector): void => {
  const templates = new Map<string, Spec>();
  for (const one of list(spec.templates)) {
    const template = record(one);
    if (template !== undefined) templates.set(said(template.name), template);
  }
  let followed = 0;
  /** Lays a template out from an instant on; returns when it is over. */
  const lay = (title: string, atUs: number, above: ReadonlyArray<string>): number => {
    const template = templates.get(title);
    const what = `Workflow ${name}: ${title}`;
    if (template === undefined || above.includes(title) || ++followed > TEMPLATES_MAX) {
      found.leave(what, template === undefined ? "there is no such template" : "it comes back to itself");
      return atUs;
    }
    const type = said(template.templateType);
    const deadlineUs = goDurationUs(template.deadline) ?? goDurationUs(template.duration) ?? 0;
    const children = list(template.children).map(said);
    switch (type) {
      case "Serial":
        return children.reduce((us, child) => lay(child, us, [...above, title]), atUs);
      case "Parallel":
        return Math.max(atUs, ...children.map((child) => lay(child, atUs, [...above, title])));
      case "Suspend":
        return atUs + deadlineUs;
      case "Schedule":
        readSchedule(record(template.schedule) ?? {}, title, atUs, stage, found);
        return atUs + deadlineUs;
    }
    const inner = record(template[fieldOf(type)]);
    if (inner === undefined || !(kinds as ReadonlyArray<string>).includes(type))
      found.leave(what, `a template of ${type === "" ? "no type" : type} is nothing that Ordeal does`);
    else strike(type, inner, title, { atUs, ...(deadlineUs > 0 ? { durationUs: deadlineUs } : {}) }, stage, found);
    return atUs + deadlineUs;
  };
  lay(said(spec.entry), stage.startUs, []);
};
