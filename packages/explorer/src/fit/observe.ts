import {
  type Address,
  type ComponentKind,
  type FaultParameters,
  faultKinds,
  instantUs,
  parameterChoices,
  printAddress,
  struckComponent,
  type TimelineFault,
  type TimelineHeader,
} from "@ordeal/model";
import type { FaultSort, ObservedFault, ObservedGroup, ObservedWindow, SeenEnd } from "./observed.ts";

/** What faults came out of: how many components there were, of which kinds, and whether that is known. */
export interface Exposure {
  /** How many components of each kind; nodes and cards among them. */
  readonly counts: Readonly<Partial<Record<ComponentKind, number>>>;
  /** Whether rates may be the whole fleet's, where a count is not known. */
  readonly isFleet: boolean;
  /** What a fault without an end was: not over when the record ended, or nobody knows. */
  readonly unended: "open" | "unknown";
}

/** One timeline, and which part of its time was observed: microseconds since its start. */
export interface Recorded {
  readonly name: string;
  readonly header: Pick<TimelineHeader, "startsAt" | "cluster">;
  readonly faults: Iterable<TimelineFault>;
  readonly fromUs: number;
  readonly toUs: number;
}

/** Why some faults say nothing about rates, and how many they are. */
export interface PassedOver {
  readonly reason: string;
  readonly count: number;
}

export interface Observed {
  readonly groups: ReadonlyArray<ObservedGroup>;
  readonly faults: number;
  readonly passedOver: ReadonlyArray<PassedOver>;
  /** Faults without an end that were taken as not over when the record ended. */
  readonly open: number;
  /** Faults without an end on components that failed again: they were over at some time, and nobody knows when. */
  readonly endsUnknown: number;
  readonly spanUs: number;
}

/** Puts the faults of timelines on one axis of time, a group for each kind of component that they struck. */
export const observe = (
  records: ReadonlyArray<Recorded>,
  exposure: Exposure,
): { readonly observed: Observed } | { readonly problems: ReadonlyArray<string> } => {
  const builder = new Builder(exposure);
  for (const record of records) builder.addRecord(record);
  return builder.result();
};

interface Draft {
  readonly component: ComponentKind;
  readonly target: string | undefined;
  readonly sorts: Array<FaultSort>;
  readonly sortOf: Map<string, number>;
  readonly faults: Array<ObservedFault>;
}

const parameterNames = Object.keys(parameterChoices) as ReadonlyArray<keyof FaultParameters>;

class Builder {
  private readonly exposure: Exposure;
  private readonly drafts = new Map<string, Draft>();
  private readonly windows: Array<ObservedWindow> = [];
  private readonly names = new Map<string, number>();
  private readonly nodes = new Set<number>();
  private readonly passedOver = new Map<string, number>();
  private atUs = 0;
  private count = 0;

  constructor(exposure: Exposure) {
    this.exposure = exposure;
  }

  /** The record's window follows upon those before it. */
  addRecord({ header, faults, fromUs, toUs }: Recorded): void {
    const offsetUs = this.atUs - fromUs;
    this.windows.push({ fromUs: this.atUs, toUs: this.atUs + toUs - fromUs });
    this.atUs += toUs - fromUs;
    for (const fault of faults) {
      const us = fault.at === undefined ? undefined : instantUs(fault.at, header.startsAt);
      if (us === undefined) this.pass("without an instant");
      else if (us < fromUs) this.pass("before the time that was observed");
      else if (us >= toUs) this.pass("after the time that was observed");
      else this.add(fault, us + offsetUs);
    }
  }

  private pass(reason: string): void {
    this.passedOver.set(reason, (this.passedOver.get(reason) ?? 0) + 1);
  }

  private add(fault: TimelineFault, atUs: number): void {
    this.count++;
    const component = struckComponent(fault.kind, fault.target);
    const draft = this.draftOf(component, fault);
    const [node, own] = this.placeOf(fault, component);
    if (node >= 0 && isInNode(component)) this.nodes.add(node);
    draft.faults.push({ atUs, end: endOf(fault, atUs), node, component: own, sort: sortOf(draft, fault) });
  }

  private draftOf(component: ComponentKind, { kind }: TimelineFault): Draft {
    const target = component === faultKinds[kind].targets[0] ? undefined : targets[component];
    const key = `${component} ${target ?? ""}`;
    const known = this.drafts.get(key);
    if (known !== undefined) return known;
    const draft: Draft = { component, target, sorts: [], sortOf: new Map(), faults: [] };
    this.drafts.set(key, draft);
    return draft;
  }

  /** The node that a fault struck, or that holds what it struck, and the latter. */
  private placeOf(
    { component: name, part, target }: TimelineFault,
    component: ComponentKind,
  ): readonly [number, number] {
    if (single.has(component)) return [0, 0];
    if (name !== undefined) {
      const node = this.numberOf(name);
      return [node, part === undefined || component === "node" ? node : this.numberOf(`${name}\n${part}`)];
    }
    if (target?.by !== "address" || target.written.includes("*")) return [-1, -1];
    const own = this.numberOf(printAddress(target.address));
    return [isInNode(component) ? this.numberOf(nodeName(target.address)) : own, own];
  }

  private numberOf(name: string): number {
    const known = this.names.get(name);
    if (known !== undefined) return known;
    this.names.set(name, this.names.size);
    return this.names.size - 1;
  }

  result(): { readonly observed: Observed } | { readonly problems: ReadonlyArray<string> } {
    const { counts } = this.exposure;
    const groups = [...this.drafts.values()].map((draft) => this.groupOf(draft));
    const problems = groups.flatMap((group) => this.whyNot(group));
    if (counts.node !== undefined && this.nodes.size > counts.node) {
      problems.push(
        `the faults name ${this.nodes.size.toLocaleString("en-US")} different nodes, and there are said to be ${counts.node.toLocaleString("en-US")}: the count is wrong, or some are of another cluster`,
      );
    }
    if (problems.length > 0) return { problems: [...new Set(problems)] };
    const all = groups.flatMap(({ faults }) => faults);
    return {
      observed: {
        groups: groups.toSorted((a, b) => b.faults.length - a.faults.length),
        faults: this.count,
        passedOver: [...this.passedOver].map(([reason, count]) => ({ reason, count })),
        open: all.filter(({ end }) => end === "open").length,
        endsUnknown: all.filter(({ end }) => end === "unknown").length,
        spanUs: this.atUs,
      },
    };
  }

  private groupOf({ component, target, sorts, faults }: Draft): ObservedGroup {
    const { counts } = this.exposure;
    return {
      component,
      target,
      sorts,
      faults: withEnds(
        faults.toSorted((a, b) => a.atUs - b.atUs),
        this.exposure.unended,
      ),
      components: single.has(component) ? 1 : counts[component],
      drawn: isInNode(component) ? counts.node : single.has(component) ? 1 : counts[component],
      windows: this.windows,
    };
  }

  private whyNot({ component, components, faults }: ObservedGroup): ReadonlyArray<string> {
    const problems: Array<string> = [];
    if (components === undefined && !this.exposure.isFleet) {
      problems.push(
        `nobody says how many ${plural[component]} there were, which ${faults.length.toLocaleString("en-US")} of the faults struck`,
      );
    }
    const struck = new Set(faults.map(({ component: one }) => one).filter((one) => one >= 0)).size;
    if (components !== undefined && struck > components && !isInNode(component)) {
      problems.push(
        `the faults name ${struck} different ${plural[component]}, and there are said to be ${components}: the count is wrong, or some are of another cluster`,
      );
    }
    return problems;
  }
}

const isInNode = (component: ComponentKind): boolean =>
  component === "card" || component === "node" || component === "uplink";

/** What there is one of. */
const single: ReadonlySet<ComponentKind> = new Set(["job", "storage", "scheduler", "tier"]);

/** What a hazard says to strike a component that its kinds do not strike by themselves. */
const targets: Readonly<Partial<Record<ComponentKind, string>>> = {
  plane: "random plane",
  storage: "storage",
  node: "random node",
  card: "random card",
  uplink: "random uplink",
  tor: "random tor",
  rack: "random rack",
  supernode: "random supernode",
  loop: "random loop",
};

/** What people call several of a kind. */
export const plural: Readonly<Record<ComponentKind, string>> = {
  card: "cards",
  node: "nodes",
  uplink: "uplinks",
  plane: "planes",
  tor: "ToR switches",
  rack: "racks",
  supernode: "supernodes",
  loop: "cooling loops",
  storage: "storage systems",
  scheduler: "schedulers",
  job: "jobs",
  tier: "tiers",
};

const nodeName = (address: Address): string =>
  "node" in address
    ? printAddress({ component: "node", supernode: address.supernode, node: address.node })
    : printAddress(address);

/** When a fault was seen to end; a fault that has none is looked at again when all are there. */
const endOf = ({ duration }: TimelineFault, atUs: number): SeenEnd =>
  duration === undefined ? "open" : atUs + duration;

/** A component that failed again had been repaired: that one of its faults has no end is a gap of the record. */
const withEnds = (faults: ReadonlyArray<ObservedFault>, unended: "open" | "unknown"): ReadonlyArray<ObservedFault> => {
  if (faults.every(({ end }) => end !== "open")) return faults;
  const lastUs = new Map<number, number>();
  for (const { component, atUs } of faults) lastUs.set(component, atUs);
  return faults.map((fault) => {
    if (fault.end !== "open") return fault;
    const failsAgain = fault.component >= 0 && (lastUs.get(fault.component) as number) > fault.atUs;
    return unended === "unknown" || failsAgain ? { ...fault, end: "unknown" } : fault;
  });
};

const sortOf = (draft: Draft, fault: TimelineFault): number => {
  const { kind, cause } = fault;
  const named = parameterNames.filter((name) => fault[name] !== undefined);
  const parameters = Object.fromEntries(named.map((name) => [name, fault[name]])) as FaultParameters;
  const key = `${kind}\n${cause ?? ""}${named.length === 0 ? "" : `\n${JSON.stringify(parameters)}`}`;
  const known = draft.sortOf.get(key);
  if (known !== undefined) return known;
  draft.sortOf.set(key, draft.sorts.length);
  draft.sorts.push({ kind, cause, parameters });
  return draft.sorts.length - 1;
};
