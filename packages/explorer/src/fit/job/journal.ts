import { type AnyEvent, detectionOf } from "@ordeal/model";
import { detectMeasure, type JobSamples } from "./samples.ts";

/** How a recovery went so far. */
interface Recovering {
  readonly stoppedUs: number;
  readonly detection: ReturnType<typeof detectionOf>;
  rungUs: number | undefined;
  load: { readonly atUs: number; readonly tier: string } | undefined;
  /** It waited for nodes, or was struck again: its times are not those of a detection and a restart alone. */
  isDisturbed: boolean;
}

/**
 * Reads how long things took off a run's journal. A step's time is that of all steps between two saves, or a load and the
 * save after it, where nothing else came between; a recovery that waited or was struck again tells of its load only.
 */
export class JournalTimes {
  private readonly samples: JobSamples;
  private mark: { readonly atUs: number; readonly step: number } | undefined;
  private readonly saving = new Map<string, number>();
  private readonly persisting = new Map<string, number>();
  private hungUs: number | undefined;
  private stalledUs: number | undefined;
  private corruptedUs: number | undefined;
  private slowUs: number | undefined;
  private recovering: Recovering | undefined;

  constructor(samples: JobSamples) {
    this.samples = samples;
  }

  hear(event: AnyEvent): void {
    const { atUs } = event;
    switch (event.type) {
      case "run.started":
        this.mark = { atUs, step: 0 };
        break;
      case "checkpoint.save.started":
        this.stepsUntil(atUs, event.data.step);
        this.saving.set(event.data.tier, atUs);
        break;
      case "checkpoint.save.ended":
        this.took("stall", this.saving, event.data.tier, atUs);
        if (this.saving.size === 0) this.mark = { atUs, step: event.data.step };
        break;
      case "checkpoint.persist.started":
        this.persisting.set(event.data.tier, atUs);
        break;
      case "checkpoint.persist.ended":
        this.took("persist", this.persisting, event.data.tier, atUs);
        break;
      case "checkpoint.torn":
        this.persisting.delete(event.data.tier);
        break;
      case "fault.started":
        if (detectionOf(event.data.kind) === "straggler") this.slowUs ??= atUs;
        break;
      case "job.hung":
        this.hungUs = atUs;
        this.mark = undefined;
        break;
      case "job.stalled":
        this.stalledUs = atUs;
        this.mark = undefined;
        break;
      case "job.unstalled":
        this.stalledUs = undefined;
        break;
      case "job.corrupted":
        this.corruptedUs ??= atUs;
        break;
      case "planned.started":
      case "speed.changed":
      case "storage.changed":
      case "job.shrunk":
      case "job.grown":
        this.mark = undefined;
        break;
      case "job.stopped":
        this.stopped(atUs, event.data.kind);
        break;
      case "job.struck":
      case "job.waiting":
        if (this.recovering !== undefined) this.recovering.isDisturbed = true;
        break;
      case "rung.started":
        this.climbs(atUs);
        break;
      case "load.started":
        this.loads(atUs, event.data.tier);
        break;
      case "load.rejected":
        if (this.recovering !== undefined) this.recovering.load = undefined;
        break;
      case "job.resumed":
        this.resumed(atUs, event.data.step);
        break;
      default:
    }
  }

  private took(measure: "stall" | "persist", since: Map<string, number>, tier: string, atUs: number): void {
    const startUs = since.get(tier);
    since.delete(tier);
    if (startUs !== undefined) this.samples.add(measure, atUs - startUs, tier);
  }

  private stepsUntil(atUs: number, step: number): void {
    const { mark } = this;
    this.mark = undefined;
    if (mark === undefined || step <= mark.step) return;
    const steps = step - mark.step;
    this.samples.add("step", (atUs - mark.atUs) / steps, undefined, steps);
  }

  private stopped(atUs: number, kind: string): void {
    const detection = detectionOf(kind);
    const sinceUs = { hang: this.hungUs, cut: this.stalledUs, corruption: this.corruptedUs, straggler: this.slowUs };
    const found =
      detection !== undefined && detection in sinceUs ? sinceUs[detection as keyof typeof sinceUs] : undefined;
    const measure = detection === undefined ? undefined : detectMeasure(detection);
    if (found !== undefined && measure !== undefined) this.samples.add(measure, atUs - found);
    this.mark = undefined;
    this.hungUs = undefined;
    this.stalledUs = undefined;
    this.corruptedUs = undefined;
    this.slowUs = undefined;
    this.saving.clear();
    this.persisting.clear();
    this.recovering = { stoppedUs: atUs, detection, rungUs: undefined, load: undefined, isDisturbed: false };
  }

  private climbs(atUs: number): void {
    const { recovering } = this;
    if (recovering === undefined || recovering.rungUs !== undefined) return;
    recovering.rungUs = atUs;
    if (recovering.detection === "crash" && !recovering.isDisturbed) {
      this.samples.add("detect.crash", atUs - recovering.stoppedUs);
    }
  }

  private loads(atUs: number, tier: string): void {
    const { recovering } = this;
    if (recovering === undefined) return;
    if (recovering.load === undefined && recovering.rungUs !== undefined && !recovering.isDisturbed) {
      this.samples.add("restart", atUs - recovering.rungUs);
    }
    recovering.load = { atUs, tier };
    recovering.rungUs = undefined;
  }

  private resumed(atUs: number, step: number): void {
    const { recovering } = this;
    this.recovering = undefined;
    this.mark = { atUs, step };
    if (recovering?.load !== undefined) this.samples.add("load", atUs - recovering.load.atUs, recovering.load.tier);
    else if (recovering?.rungUs !== undefined && !recovering.isDisturbed) {
      this.samples.add("restart", atUs - recovering.rungUs);
    }
  }
}
