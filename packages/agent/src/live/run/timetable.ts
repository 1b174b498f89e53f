import { type FaultSpec, instantUs, type JournalEvent, TRIGGERED_MAX } from "@ordeal/model";

/** A fault that may still strike. */
export interface Armed {
  readonly id: string;
  readonly spec: FaultSpec;
  /** How long it may last at most, in microseconds. */
  readonly ttlUs: number;
}

/** A fault strikes now, the n-th time under a name of its own; `isLast` when it is armed no more. */
type OnStrike = (armed: Armed, nthId: string) => void;

/** The longest that a timer of Node's waits. */
const TIMER_MS_MAX = 2_147_483_647;

interface Waiting extends Armed {
  readonly timers: Set<NodeJS.Timeout>;
  /** How often the event has yet to come for which it waits, and how often it came in time. */
  left: number;
  struck: number;
  lastEventUs: number;
}

/** When faults strike that were injected: at an instant, again and again, or when the journal says something. */
export class Timetable {
  private readonly nowUs: () => number;
  private readonly startsAt: number | undefined;
  private readonly onStrike: OnStrike;
  private readonly waiting = new Map<string, Waiting>();
  private isRunning = false;

  /** `nowUs` is the time since the run's start. Nothing strikes before {@link begin}. */
  constructor(nowUs: () => number, startsAt: number | undefined, onStrike: OnStrike) {
    this.nowUs = nowUs;
    this.startsAt = startsAt;
    this.onStrike = onStrike;
  }

  get armed(): ReadonlyArray<Armed> {
    return [...this.waiting.values()];
  }

  has(id: string): boolean {
    return this.waiting.has(id);
  }

  arm(armed: Armed): void {
    const waiting = {
      ...armed,
      timers: new Set<NodeJS.Timeout>(),
      left: armed.spec.on?.time ?? 0,
      struck: 0,
      lastEventUs: -1,
    };
    this.waiting.set(armed.id, waiting);
    if (this.isRunning) this.start(waiting);
  }

  /** Whether it was armed. */
  disarm(id: string): boolean {
    for (const timer of this.waiting.get(id)?.timers ?? []) clearTimeout(timer);
    return this.waiting.delete(id);
  }

  /** The run has begun. */
  begin(): void {
    this.isRunning = true;
    for (const waiting of [...this.waiting.values()]) this.start(waiting);
  }

  stop(): void {
    for (const id of [...this.waiting.keys()]) this.disarm(id);
  }

  private start(waiting: Waiting): void {
    const { spec, id } = waiting;
    const { at, every, on } = spec;
    if (on !== undefined) return;
    if (every === undefined) return this.strikeAt(waiting, instantUs(at ?? 0, this.startsAt) ?? 0, id, true);
    this.repeat(waiting, 1);
  }

  private repeat(waiting: Waiting, nth: number): void {
    const { period, from = 0, times = Number.POSITIVE_INFINITY } = waiting.spec.every ?? { period: 1 };
    const next = () => (nth < times ? this.repeat(waiting, nth + 1) : undefined);
    this.strikeAt(waiting, from + (nth - 1) * period, `${waiting.id}#${nth}`, nth >= times, next);
  }

  /** Takes in an event of the journal. */
  see({ type, atUs }: JournalEvent): void {
    for (const waiting of [...this.waiting.values()]) {
      const { on } = waiting.spec;
      if (on?.event !== type || --waiting.left > 0 || atUs === waiting.lastEventUs) continue;
      const isRepeated = on.every === true;
      const isLast = !isRepeated || waiting.struck + 1 >= (on.times ?? TRIGGERED_MAX);
      waiting.lastEventUs = atUs;
      waiting.struck++;
      const nthId = isRepeated ? `${waiting.id}#${waiting.struck}` : waiting.id;
      // One that waits for no further event is armed until it strikes.
      waiting.left = isLast ? Number.POSITIVE_INFINITY : 1;
      this.strikeAt(waiting, atUs + on.after, nthId, isLast);
    }
  }

  private strikeAt(waiting: Waiting, atUs: number, nthId: string, isLast: boolean, then?: () => void): void {
    const timer = setTimeout(
      () => {
        waiting.timers.delete(timer);
        if (this.nowUs() < atUs) return this.strikeAt(waiting, atUs, nthId, isLast, then);
        if (isLast) this.waiting.delete(waiting.id);
        this.onStrike(waiting, nthId);
        then?.();
      },
      Math.min(TIMER_MS_MAX, Math.max(0, Math.ceil((atUs - this.nowUs()) / 1_000))),
    );
    waiting.timers.add(timer);
  }
}
