import {
  type AnyEvent,
  type EventData,
  type FaultEnd,
  type FaultSpec,
  faultKinds,
  instantUs,
  isFaultKind,
  type ListedFault,
  printAddress,
  TRIGGERED_MAX,
} from "@ordeal/model";
import { Effects } from "./effects.ts";

/** A fault that was injected, and what the journal has told of it. */
interface Injected {
  readonly faultId: string;
  readonly fault: FaultSpec;
  /** When the event came for which it waits; every time where it strikes every time. */
  readonly triggersUs: Array<number>;
  started: number;
  skipped: number;
  /** The journal said that it strikes no more. */
  isSpent: boolean;
}

interface Active {
  readonly injected: Injected;
  readonly sinceUs: number;
  /** When it ends by itself; `null` when a restart, or a repair once it is found, ends it. */
  readonly untilUs: number | null;
  /** Whether it was found: a repair ends it. */
  isFound: boolean;
}

export interface StrikesOptions {
  readonly injections: ReadonlyArray<{ readonly faultId: string; readonly fault: FaultSpec }>;
  readonly startsAt: number | undefined;
  /** No injected fault outlasts the run. */
  readonly endUs: number;
  /** Whether faults that nobody injected may come: the run is fed with them from elsewhere. */
  readonly isFed: boolean;
  /** Whether faults are real, and so strike and end some time after they had to. */
  readonly isMeasured?: boolean;
}

/** How long after its time a real fault may strike, or end, at most; in microseconds. */
const LATE_US_MAX = 10_000_000;

/**
 * What became of the faults that were injected, by the run's events: whether each struck when it had to, as what it had to,
 * for as long as it had to, and whether anybody else ended it.
 */
export class Strikes {
  private readonly options: StrikesOptions;
  private readonly injected: ReadonlyMap<string, Injected>;
  private readonly active = new Map<string, Active>();
  private readonly effects = new Effects();
  /** Those that wait for an event, by its type, and how often it has yet to come. */
  private readonly waiting = new Map<string, Array<{ readonly injected: Injected; left: number }>>();
  /** Ended before their time: by the recovery, which then says so at the same instant, or by somebody else. */
  private ended: Array<{ readonly faultId: string; readonly atUs: number }> = [];
  /** Faults that somebody else ended, with the instant. */
  readonly endedByOthers: Array<string> = [];
  /** From now on the engine itself heals. */
  isHealing = false;

  constructor(options: StrikesOptions) {
    this.options = options;
    const all = options.injections.map(({ faultId, fault }) => {
      return { faultId, fault, triggersUs: [], started: 0, skipped: 0, isSpent: false };
    });
    this.injected = new Map(all.map((one) => [one.faultId, one]));
    for (const injected of all) {
      const { on } = injected.fault;
      if (on === undefined) continue;
      const others = this.waiting.get(on.event);
      const one = { injected, left: on.time };
      if (others === undefined) this.waiting.set(on.event, [one]);
      else others.push(one);
    }
  }

  /** Takes in an event, in order. Returns what cannot be so about it. */
  see(event: AnyEvent): string | undefined {
    this.checkEnded(event);
    this.trigger(event);
    this.effects.see(event);
    if (event.type === "fault.started") return this.start(event.atUs, event.data);
    if (event.type === "fault.ended") return this.end(event.atUs, event.data.faultId);
    if (event.type === "fault.skipped") {
      const injected = this.of(event.data.faultId);
      if (injected === undefined) return undefined;
      if (injected.fault.on?.every === true && event.data.faultId === injected.faultId) injected.isSpent = true;
      else injected.skipped++;
    } else if (event.type === "node.down") this.find(event.data.faultId);
    else if (event.type === "job.stopped") for (const faultId of event.data.faultIds) this.find(faultId);
    // What nobody sees strikes a job that is down only when it is found; the node may be down already, over another fault.
    else if (event.type === "job.struck" && this.lastsUntilFound(event.data.faultId)) this.find(event.data.faultId);
    return undefined;
  }

  private lastsUntilFound(faultId: string): boolean {
    const kind = this.active.get(faultId)?.injected.fault.kind;
    return kind !== undefined && endOf(kind) === "detection";
  }

  private find(faultId: string): void {
    const active = this.active.get(faultId);
    if (active !== undefined) active.isFound = true;
  }

  /** The injected fault that a strike belongs to: what strikes again and again is called `ID#n`. */
  private of(faultId: string): Injected | undefined {
    return this.injected.get(faultId) ?? this.injected.get(faultId.replace(/#\d+$/, ""));
  }

  private trigger({ type, atUs }: AnyEvent): void {
    const waiting = this.waiting.get(type);
    if (waiting === undefined) return;
    for (const one of waiting) {
      const { triggersUs } = one.injected;
      if (--one.left === 0 && triggersUs.at(-1) !== atUs) triggersUs.push(atUs);
    }
    const left = waiting.filter((one) => one.left > 0 || this.waitsAgain(one));
    if (left.length > 0) this.waiting.set(type, left);
    else this.waiting.delete(type);
  }

  /** What strikes every time waits on, and is struck for once an instant. */
  private waitsAgain(one: { readonly injected: Injected; left: number }): boolean {
    const { on } = one.injected.fault;
    if (on?.every !== true || one.injected.triggersUs.length >= (on.times ?? TRIGGERED_MAX)) return false;
    one.left = 1;
    return true;
  }

  /** What is due for less than this need not have happened yet. */
  private get graceUs(): number {
    return this.options.isMeasured === true ? LATE_US_MAX : 0;
  }

  private start(atUs: number, data: EventData<"fault.started">): string | undefined {
    const { faultId, kind, origin, untilUs } = data;
    if (origin !== "experiment") return undefined;
    const injected = this.of(faultId);
    if (injected === undefined)
      return this.options.isFed ? undefined : `fault ${faultId} struck, which was never injected`;
    const { fault } = injected;
    injected.started++;
    this.effects.begin(faultId, injected.faultId, fault);
    const { endUs } = this.options;
    const lasts = endOf(kind);
    const isOpenEnded = lasts !== "repair" && fault.duration === undefined;
    const endsUs = lasts === "instant" ? atUs : isOpenEnded ? null : untilUs;
    this.active.set(faultId, { injected, sinceUs: atUs, untilUs: endsUs, isFound: false });
    if (kind !== fault.kind) return `fault ${faultId} struck as ${kind}, it was injected as ${fault.kind}`;
    const target = soleTargetOf(fault);
    if (target !== undefined && data.targets.join() !== target)
      return `fault ${faultId} struck ${data.targets.slice(0, 3).join(", ")}, it was injected into ${target}`;
    const dueUs = this.dueUs(injected, faultId);
    if (dueUs !== undefined && !this.isInTime(atUs, dueUs))
      return `fault ${faultId} struck at ${atUs} µs, it had to strike ${Number.isNaN(dueUs) ? "later" : `at ${dueUs} µs`}`;
    if (fault.duration === undefined) return undefined;
    const lastsUs = Math.min(fault.duration, endUs);
    return untilUs !== null && this.isInTime(untilUs, atUs + lastsUs)
      ? undefined
      : `fault ${faultId} is to last until ${untilUs} µs`;
  }

  /** Whether something came when it had to. */
  private isInTime(atUs: number, dueUs: number): boolean {
    if (this.options.isMeasured !== true) return atUs === dueUs;
    return atUs >= dueUs && atUs <= dueUs + LATE_US_MAX;
  }

  /** When a strike had to come; `undefined` when only the cluster knows. */
  private dueUs({ fault, triggersUs }: Injected, faultId: string): number | undefined {
    const { at, on, every } = fault;
    if (at !== undefined) return instantUs(at, this.options.startsAt);
    const nth = Number(/#(\d+)$/.exec(faultId)?.[1] ?? Number.NaN);
    if (on !== undefined) return (triggersUs[on.every === true ? nth - 1 : 0] ?? Number.NaN) + on.after;
    if (every === undefined) return undefined;
    return (every.from ?? 0) + (nth - 1) * every.period;
  }

  private end(atUs: number, faultId: string): string | undefined {
    const active = this.active.get(faultId);
    if (active === undefined) return undefined;
    this.active.delete(faultId);
    if (this.isHealing) return undefined;
    const { untilUs, isFound } = active;
    if (untilUs !== null && atUs > untilUs && !this.isInTime(atUs, untilUs))
      return `fault ${faultId} ended at ${atUs} µs, and was over at ${untilUs} µs`;
    const isItsTime = untilUs === null ? isFound : this.isInTime(atUs, untilUs);
    if (!isItsTime) this.ended.push({ faultId, atUs });
    return undefined;
  }

  /** A node that is replaced, and a process that is restarted, take their faults with them: a rung starts right then. */
  private checkEnded({ atUs, type }: AnyEvent): void {
    if (this.ended.length === 0) return;
    if (type === "rung.started") this.ended = this.ended.filter((one) => one.atUs !== atUs);
    if (atUs > (this.ended[0]?.atUs ?? atUs)) this.blameOthers();
  }

  private blameOthers(): void {
    for (const { faultId, atUs } of this.ended) this.endedByOthers.push(`${faultId} (at ${atUs} µs)`);
    this.ended = [];
  }

  /** Looks at a run that was observed up to an instant. Returns those that had to strike before it, and did not. */
  overdue(nowUs: number): ReadonlyArray<string> {
    this.blameOthers();
    return [...this.injected.values()]
      .filter((one) => one.started + one.skipped < this.strikesDue(one, nowUs))
      .map(({ faultId }) => faultId);
  }

  /** How often a fault must have struck before an instant. */
  private strikesDue({ fault, triggersUs }: Injected, nowUs: number): number {
    const { at, on, every } = fault;
    const dueUs = nowUs - this.graceUs;
    if (at !== undefined) return (instantUs(at, this.options.startsAt) ?? nowUs) < dueUs ? 1 : 0;
    if (on !== undefined) return triggersUs.filter((us) => us + on.after < dueUs).length;
    if (every === undefined) return 0;
    const { period, from = 0, times = Number.POSITIVE_INFINITY } = every;
    return Math.max(0, Math.min(times, Math.ceil((dueUs - from) / period)));
  }

  /** Those that are there although their time is over. */
  overstaying(nowUs: number): ReadonlyArray<string> {
    return [...this.active]
      .filter(([, { untilUs }]) => untilUs !== null && untilUs < nowUs - this.graceUs)
      .map(([faultId]) => faultId);
  }

  /** Those that are there by the journal: nobody said that they ended. */
  get stillActive(): ReadonlyArray<string> {
    return [...this.active.keys()];
  }

  /** Holds the agent's list against the journal. Returns what does not agree. */
  against(listed: ReadonlyArray<ListedFault>): ReadonlyArray<string> {
    const names = new Set(listed.map(({ faultId }) => faultId));
    const hasActive = new Set([...this.active.values()].map(({ injected }) => injected.faultId));
    const armed = [...this.injected.values()].filter((one) => isArmed(one) && !hasActive.has(one.faultId));
    const expected = new Set([...this.active.keys(), ...armed.map(({ faultId }) => faultId)]);
    const isAsTold = ({ faultId, kind, sinceUs }: ListedFault): boolean => {
      const active = this.active.get(faultId);
      const injected = active?.injected ?? this.injected.get(faultId);
      return injected === undefined || (kind === injected.fault.kind && sinceUs === (active?.sinceUs ?? null));
    };
    return [
      ...listed.filter((one) => !isAsTold(one)).map(({ faultId }) => `it lists fault ${faultId} as it did not strike`),
      ...[...expected].filter((id) => !names.has(id)).map((id) => `it does not list fault ${id}, which nobody healed`),
      ...[...names].filter((id) => !expected.has(id)).map((id) => `it lists fault ${id}, which is not there`),
    ];
  }

  /** How many of the injected faults struck, those that never did, and those that changed nothing for the job. */
  get evidence(): {
    readonly struck: number;
    readonly missed: ReadonlyArray<string>;
    readonly idle: ReadonlyArray<string>;
  } {
    const all = [...this.injected.values()];
    const missed = all.filter(({ started }) => started === 0).map(({ faultId }) => faultId);
    const idle = all.filter(({ started, faultId }) => started > 0 && !this.effects.had(faultId));
    return { struck: all.length - missed.length, missed, idle: idle.map(({ faultId }) => faultId) };
  }
}

/** How a kind ends by itself; of a name that is none, as most do. */
const endOf = (kind: string): FaultEnd => (isFaultKind(kind) ? faultKinds[kind].lasts : "repair");

/** The one component that a fault names; `undefined` where only the cluster knows which it will be. */
const soleTargetOf = ({ target }: FaultSpec): string | undefined => {
  if (target?.by !== "address") return undefined;
  const name = printAddress(target.address);
  return name.includes("*") ? undefined : name;
};

const isArmed = ({ fault: { every, on }, started, skipped, isSpent }: Injected): boolean => {
  const again = every ?? (on?.every === true ? on : { times: 1 });
  return !isSpent && started + skipped < (again.times ?? Number.POSITIVE_INFINITY);
};
