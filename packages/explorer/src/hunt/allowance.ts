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
import type { ScriptedFaults, Stage } from "./timeline.ts";

/** What a hunt may spend when the experiment does not say. */
export const DEFAULT_BUDGET =
  "at most 2 card faults, 2 link faults and 1 cooling fault, any two at least 1 minute apart";

export const budgetOf = ({ budget }: { readonly budget?: Budget }): Budget => {
  const read = budget ?? parseBudget(DEFAULT_BUDGET);
  if (typeof read === "string") throw new Error(read);
  return read;
};

/** One strike of a fault, and when: a fault that strikes again and again has several. */
export interface Strike {
  /** The id that the fault has in the timeline. */
  readonly faultId: string;
  readonly kind: FaultKind;
  readonly atUs: number;
}

/** At most so many faults of some kinds. */
interface Limit {
  readonly kinds: ReadonlySet<FaultKind>;
  readonly most: number;
}

const countOf = (kinds: ReadonlySet<FaultKind>, faults: ReadonlyArray<{ readonly kind: FaultKind }>): number => {
  let count = 0;
  for (const { kind } of faults) if (kinds.has(kind)) count++;
  return count;
};

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
  private readonly limits: ReadonlyArray<Limit>;
  /** What each kind may strike, by component and by selector: asked for with every draw. */
  private readonly selectors = new Map<FaultKind, ReadonlyArray<Selector> | undefined>();
  private readonly components = new Map<FaultKind, ReadonlyArray<ComponentKind>>();

  constructor(stage: Stage) {
    this.stage = stage;
    this.budget = budgetOf(stage);
    this.limits = Object.entries(this.budget.atMost).map(([name, most]) => {
      return { kinds: new Set(faultKindNames.filter((kind) => namesKind(name, kind))), most };
    });
    for (const kind of faultKindNames) {
      const given = this.givenTo(kind);
      const strikes = targetsOf(kind, stage.cluster);
      this.selectors.set(kind, given);
      this.components.set(kind, given === undefined ? strikes : [...new Set(given.map(selectedComponent))]);
    }
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
    return this.selectors.get(kind);
  }

  private givenTo(kind: FaultKind): ReadonlyArray<Selector> | undefined {
    const { targets } = this.budget;
    const own = Object.entries(targets).filter(([name]) => namesKind(name, kind));
    if (own.length === 0) return undefined;
    const strikes = targetsOf(kind, this.stage.cluster);
    return own.flatMap(([, selectors]) => selectors).filter((one) => strikes.includes(selectedComponent(one)));
  }

  /** The components that a kind may strike here. */
  componentsOf(kind: FaultKind): ReadonlyArray<ComponentKind> {
    return this.components.get(kind) ?? [];
  }

  /** The kinds of which a timeline may have one more. */
  roomIn(timeline: ScriptedFaults): ReadonlyArray<FaultKind> {
    return this.kinds.filter((kind) => this.hasRoom(timeline, kind));
  }

  /** Whether a timeline may have one more of a kind. */
  hasRoom(timeline: ScriptedFaults, kind: FaultKind): boolean {
    if (timeline.length >= this.faultsMax || !this.kinds.includes(kind)) return false;
    for (const { kinds, most } of this.limits) if (kinds.has(kind) && countOf(kinds, timeline) >= most) return false;
    return true;
  }

  /** Whether a target is one that the budget gives the kind. */
  allowsTarget(kind: FaultKind, target: Selector): boolean {
    const given = this.selectorsOf(kind);
    return given === undefined || given.some((one) => JSON.stringify(one) === JSON.stringify(target));
  }

  /** Whether as many faults of these kinds, striking when they did, are within the budget: triggers are known only then. */
  permits(timeline: ScriptedFaults, strikes: ReadonlyArray<Strike>): boolean {
    if (!timeline.every(({ kind }) => this.kinds.includes(kind)) || !this.hasRoomFor(timeline)) return false;
    // Each strike of a fault that strikes again and again is a fault of its own.
    if (!this.hasRoomFor(strikes)) return false;
    const times = strikes.map(({ atUs }) => atUs);
    if (times.length < 2) return true;
    times.sort((a, b) => a - b);
    const { apart, within = Number.POSITIVE_INFINITY } = this.budget;
    if ((times.at(-1) ?? 0) - (times[0] ?? 0) > within) return false;
    return times.every((atUs, index) => index === 0 || atUs - (times[index - 1] ?? 0) >= apart);
  }

  private hasRoomFor(faults: ReadonlyArray<{ readonly kind: FaultKind }>): boolean {
    if (faults.length > this.faultsMax) return false;
    for (const { kinds, most } of this.limits) if (countOf(kinds, faults) > most) return false;
    return true;
  }
}
