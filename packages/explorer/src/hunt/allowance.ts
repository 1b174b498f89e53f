import {
  type Budget,
  type ComponentKind,
  type FaultKind,
  faultKindNames,
  faultsAllowed,
  faultsAllowedInAll,
  namesKind,
  parseBudget,
  type Selector,
  selectedComponent,
} from "@ordeal/model";
import { targetsOf } from "../arbitraries/target.ts";
import type { Stage, Timeline } from "./timeline.ts";

/** What a hunt may spend when the experiment does not say. */
export const DEFAULT_BUDGET =
  "at most 2 card faults, 2 link faults and 1 cooling fault, any two at least 1 minute apart";

export const budgetOf = ({ budget }: { readonly budget?: Budget }): Budget => {
  const read = budget ?? parseBudget(DEFAULT_BUDGET);
  if (typeof read === "string") throw new Error(read);
  return read;
};

/** A fault that struck, and when. */
export interface Strike {
  readonly faultId: string;
  readonly atUs: number;
}

const countOf = (name: string, timeline: Timeline): number =>
  timeline.filter(({ kind }) => namesKind(name, kind)).length;

/** What a budget comes to for one stage: which faults, how many, when and what they may strike. */
export class Allowance {
  readonly budget: Budget;
  /** The kinds that may occur, and find something to strike. */
  readonly kinds: ReadonlyArray<FaultKind>;
  readonly faultsMax: number;
  /** The first instant at which a fault may strike: the steady state is looked at before. */
  readonly firstUs: number;
  readonly lastUs: number;
  /** The shortest and the longest a fault may last, in microseconds. */
  readonly durations: { readonly from: number; readonly to: number };
  private readonly stage: Stage;
  /** How many faults there may be of the kinds that a name stands for. */
  private readonly limits: ReadonlyArray<readonly [name: string, limit: number]>;

  constructor(stage: Stage) {
    this.stage = stage;
    this.budget = budgetOf(stage);
    this.limits = Object.entries(this.budget.atMost);
    this.kinds = faultKindNames.filter(
      (kind) => faultsAllowed(this.budget, kind) > 0 && this.componentsOf(kind).length > 0,
    );
    this.faultsMax = faultsAllowedInAll(this.budget);
    this.firstUs = stage.steadyState === undefined ? 0 : 1_000_000;
    this.lastUs = stage.duration - 1;
    const { from, to } = this.budget.durations;
    this.durations = { from, to: Math.max(from, Math.min(to, stage.duration)) };
  }

  /** The selectors that the budget gives a kind; `undefined` when any one component will do. */
  selectorsOf(kind: FaultKind): ReadonlyArray<Selector> | undefined {
    const { targets } = this.budget;
    const own = Object.entries(targets).filter(([name]) => namesKind(name, kind));
    if (own.length === 0) return undefined;
    const strikes = targetsOf(kind, this.stage.cluster);
    return own.flatMap(([, selectors]) => selectors).filter((one) => strikes.includes(selectedComponent(one)));
  }

  /** The components that a kind may strike here. */
  componentsOf(kind: FaultKind): ReadonlyArray<ComponentKind> {
    const given = this.selectorsOf(kind);
    return given === undefined ? targetsOf(kind, this.stage.cluster) : [...new Set(given.map(selectedComponent))];
  }

  /** The kinds of which a timeline may have one more. */
  roomIn(timeline: Timeline): ReadonlyArray<FaultKind> {
    if (timeline.length >= this.faultsMax) return [];
    const full = this.limits.filter(([name, limit]) => countOf(name, timeline) >= limit);
    return this.kinds.filter((kind) => !full.some(([name]) => namesKind(name, kind)));
  }

  /** Whether a target is one that the budget gives the kind. */
  allowsTarget(kind: FaultKind, target: Selector): boolean {
    const given = this.selectorsOf(kind);
    return given === undefined || given.some((one) => JSON.stringify(one) === JSON.stringify(target));
  }

  /** Whether as many faults of these kinds, striking when they did, are within the budget: triggers are known only then. */
  permits(timeline: Timeline, strikes: ReadonlyArray<Strike>): boolean {
    if (timeline.length > this.faultsMax || !timeline.every(({ kind }) => this.kinds.includes(kind))) return false;
    if (this.limits.some(([name, limit]) => countOf(name, timeline) > limit)) return false;
    const times = strikes.map(({ atUs }) => atUs).sort((a, b) => a - b);
    const { apart, within = Number.POSITIVE_INFINITY } = this.budget;
    if ((times.at(-1) ?? 0) - (times[0] ?? 0) > within) return false;
    return times.every((atUs, index) => index === 0 || atUs - (times[index - 1] ?? 0) >= apart);
  }
}
