import type { Detection } from "@ordeal/model";

/** What of a job takes time, as an experiment says it. */
export const jobMeasures = [
  "step",
  "stall",
  "persist",
  "load",
  "restart",
  "detect.crash",
  "detect.hang",
  "detect.cut",
  "detect.straggler",
  "detect.corruption",
] as const;
export type JobMeasure = (typeof jobMeasures)[number];

/** The measure of how long a way of failing takes to be noticed; `undefined` for what nobody has to notice. */
export const detectMeasure = (detection: Detection): JobMeasure | undefined =>
  detection === "none" ? undefined : `detect.${detection}`;

/** How long one thing took, each time; one sample may stand for several, such as the steps between two saves. */
export interface Samples {
  readonly measure: JobMeasure;
  /** The checkpoint's tier, of stalls, persists and loads. */
  readonly tier: string | undefined;
  readonly us: ReadonlyArray<number>;
  readonly weights: ReadonlyArray<number>;
}

/** The tier of records that name none. */
export const ONLY_TIER = "storage";

const MANY = 1_000_000;

/** Gathers how long things took. */
export class JobSamples {
  private readonly all = new Map<
    string,
    { us: Array<number>; weights: Array<number> } & Pick<Samples, "measure" | "tier">
  >();
  /** Times that cannot be: the record's clock ran backwards. */
  negative = 0;
  /** Samples beyond a million of one thing, which would tell nothing more. */
  unheard = 0;

  add(measure: JobMeasure, us: number, tier?: string, weight = 1): void {
    if (!(us >= 0)) {
      this.negative++;
      return;
    }
    const key = `${measure} ${tier ?? ""}`;
    const samples = this.all.get(key) ?? { measure, tier, us: [], weights: [] };
    this.all.set(key, samples);
    if (samples.us.length >= MANY) {
      this.unheard++;
      return;
    }
    samples.us.push(us);
    samples.weights.push(weight);
  }

  /** In the order of {@link jobMeasures}. */
  samples(): ReadonlyArray<Samples> {
    return [...this.all.values()].toSorted((a, b) => jobMeasures.indexOf(a.measure) - jobMeasures.indexOf(b.measure));
  }
}
