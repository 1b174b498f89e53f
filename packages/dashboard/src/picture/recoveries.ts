import type { AnyEvent, Bucket, JobMode } from "@ordeal/model";
import { Heaviest } from "./heaviest.ts";
import { HistogramCounter } from "./histogram.ts";
import type { RecoveryPicture } from "./journal-picture.ts";

const RECOVERIES_MAX = 1_000;
/** A recovery that is struck again and again has many phases; who looks at it needs no more than these. */
const PHASES_MAX = 200;

/** What a recovery may begin with, or go through; a stall that is over before the job is stopped was none. */
const down: ReadonlySet<JobMode> = new Set(["stalled", "detecting", "rescheduling", "restarting", "loading"]);
const isDown = (mode: JobMode): mode is Bucket & JobMode => down.has(mode);

interface Open {
  readonly atUs: number;
  kind: string;
  cause: string;
  faultIds: ReadonlyArray<string>;
  readonly phases: Array<{ readonly bucket: Bucket; readonly fromUs: number; us: number }>;
  stopped: boolean;
}

/** Tells the recoveries of a job from its modes and its journal. */
export class Recoveries {
  private readonly stepUs: number;
  private readonly kept = new Heaviest<RecoveryPicture>(RECOVERIES_MAX, ({ tookUs }) => tookUs);
  private readonly times = new HistogramCounter();
  private readonly losses = new HistogramCounter();
  private open: Open | undefined;
  private openedUs = 0;

  constructor(stepUs: number) {
    this.stepUs = stepUs;
  }

  /** Takes an event in, after which the job is in `mode`; `causeOf` says what people call a fault. */
  see(event: AnyEvent, mode: JobMode, causeOf: (faultId: string) => string): void {
    if (event.type === "job.resumed") return this.close(event);
    if (isDown(mode)) this.enter(mode, event.atUs);
    else if (this.open !== undefined && !this.open.stopped) this.open = undefined;
    if (this.open === undefined) return;
    if (event.type === "job.hung" && this.open.faultIds.length === 0)
      this.name(event.data.faultId, "", causeOf(event.data.faultId));
    if (event.type === "job.stopped") {
      this.open.stopped = true;
      this.open.kind = event.data.kind;
      this.open.faultIds = event.data.faultIds.slice(0, 5);
      this.open.cause = causeOf(event.data.faultIds[0] ?? "") || event.data.kind;
    }
  }

  /** The run ends: a recovery that is not over took this long so far; a stall or a hang that stopped nobody is none. */
  end(atUs: number) {
    if (this.open?.stopped === true) {
      const { phases, stopped: _, ...rest } = this.open;
      this.extend(atUs);
      const tookUs = atUs - this.open.atUs;
      this.times.add(tookUs);
      this.kept.add({ ...rest, phases, tookUs, isOver: false, lostSteps: null, from: null });
      this.open = undefined;
    }
    return {
      recoveries: this.kept.items,
      recoveriesLeftOut: this.kept.leftOut,
      recoveryTimes: this.times.histogram,
      lostWork: this.losses.histogram,
    };
  }

  private enter(bucket: Bucket, atUs: number): void {
    if (this.open === undefined) {
      this.open = { atUs, kind: "", cause: "", faultIds: [], phases: [], stopped: false };
      this.openedUs = atUs;
    }
    const { phases } = this.open;
    if (phases.at(-1)?.bucket === bucket) return;
    this.extend(atUs);
    if (phases.length < PHASES_MAX) phases.push({ bucket, fromUs: atUs, us: 0 });
    this.openedUs = atUs;
  }

  private extend(atUs: number): void {
    const last = this.open?.phases.at(-1);
    if (last !== undefined) last.us += atUs - this.openedUs;
    this.openedUs = atUs;
  }

  private name(faultId: string, kind: string, cause: string): void {
    if (this.open === undefined) return;
    this.open.faultIds = [faultId];
    this.open.kind = kind;
    this.open.cause = cause;
  }

  private close({ atUs, data }: Extract<AnyEvent, { type: "job.resumed" }>): void {
    if (this.open === undefined) return;
    this.extend(atUs);
    const { phases, stopped: _, ...rest } = this.open;
    const tookUs = atUs - rest.atUs;
    this.times.add(tookUs);
    this.losses.add(data.lostSteps * this.stepUs);
    this.kept.add({ ...rest, phases, tookUs, isOver: true, lostSteps: data.lostSteps, from: data.from });
    this.open = undefined;
  }
}
