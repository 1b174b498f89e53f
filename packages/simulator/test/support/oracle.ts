import type { JournalEvent } from "@ordeal/model";

/**
 * A second opinion on a run, from its journal alone and on purpose without a line of the simulator: the blocked time
 * by bucket, and which copies a sound recovery may read.
 */
export class Oracle {
  /** Microseconds by bucket of 3.8; what is left is `stepping`. */
  readonly us: Record<string, number> = {};
  readonly complaints: Array<string> = [];
  private readonly loadUs: Readonly<Record<string, number>>;
  private readonly kinds = new Map<string, string>();
  private readonly hangs = new Set<string>();
  private readonly plans = new Map<string, number>();
  private readonly copies: Record<string, Map<number, boolean>> = {};
  private readonly saved = new Map<string, boolean>();
  private phase: string | undefined;
  private isSaving = false;
  private isStalled = false;
  private isTainted = false;
  private reading: { tier: string; step: number } | undefined;
  private sinceUs = 0;

  /** `loadUs` of every tier, in the order in which they are written. */
  constructor(loadUs: Readonly<Record<string, number>>) {
    this.loadUs = loadUs;
    for (const tier of Object.keys(loadUs)) this.copies[tier] = new Map([[0, false]]);
  }

  hear({ atUs, type, data }: JournalEvent): void {
    this.pass(atUs);
    this.note(type, data as unknown as Record<string, never>);
  }

  /** Books the time up to an instant. */
  pass(atUs: number): void {
    if (atUs < this.sinceUs) this.complaints.push(`time runs backwards at ${atUs}`);
    this.us[this.bucket()] = (this.us[this.bucket()] ?? 0) + atUs - this.sinceUs;
    this.sinceUs = atUs;
  }

  private bucket(): string {
    if (this.phase !== undefined) return this.phase;
    if (this.hangs.size > 0) return "detecting";
    if (this.isSaving) return "checkpoint";
    if (this.isStalled) return "stalled";
    for (const count of this.plans.values()) if (count > 0) return "planned";
    return "stepping";
  }

  private goDown(phase: string): void {
    if (this.phase === undefined) {
      this.hangs.clear();
      this.isSaving = false;
      this.isStalled = false;
      this.plans.delete("evaluation");
    }
    this.phase = phase;
  }

  private note(type: string, data: Record<string, string & number & Array<string>>): void {
    const { faultId = "", tier = "", step = 0, what = "" } = data;
    switch (type) {
      case "fault.started":
        this.kinds.set(faultId, String(data.kind));
        break;
      case "fault.ended":
        this.hangs.delete(faultId);
        break;
      case "job.hung":
        this.hangs.add(faultId);
        break;
      case "job.stalled":
        this.isStalled = true;
        break;
      case "job.unstalled":
        this.isStalled = false;
        break;
      case "planned.started":
        this.plans.set(what, (this.plans.get(what) ?? 0) + 1);
        break;
      case "planned.ended":
        this.plans.set(what, (this.plans.get(what) ?? 0) - 1);
        break;
      case "job.corrupted":
        this.isTainted = true;
        break;
      case "job.stopped":
        this.goDown("detecting");
        if (String(data.kind) === "card.corrupt") this.forgetPoisoned();
        break;
      case "job.struck":
        this.goDown("detecting");
        if (this.kinds.get(faultId) === "card.corrupt") this.forgetPoisoned();
        break;
      case "job.waiting":
        this.goDown("rescheduling");
        break;
      case "rung.started":
        this.goDown("restarting");
        break;
      case "load.started":
        this.goDown("loading");
        this.checkLoad(tier, step);
        break;
      case "load.rejected":
        this.copies[tier]?.delete(step);
        break;
      case "job.resumed":
        this.phase = undefined;
        this.checkResume(String(data.from), step);
        break;
      case "checkpoint.lost":
        this.copies[tier]?.clear();
        break;
      case "checkpoint.save.started":
        this.isSaving = true;
        this.saved.set(tier, this.isTainted);
        break;
      case "checkpoint.save.ended":
        this.isSaving = false;
        break;
      case "checkpoint.persist.ended":
        this.copies[tier]?.set(step, this.saved.get(tier) ?? false);
        break;
    }
  }

  private forgetPoisoned(): void {
    for (const copies of Object.values(this.copies)) {
      for (const [step, isPoisoned] of copies) if (isPoisoned) copies.delete(step);
    }
  }

  private checkLoad(tier: string, step: number): void {
    this.reading = { tier, step };
    if (this.copies[tier]?.has(step) !== true) this.complaints.push(`${tier} has no good copy of step ${step}`);
    for (const [other, copies] of Object.entries(this.copies)) {
      for (const newer of copies.keys()) {
        const isFaster = newer === step && (this.loadUs[other] as number) < (this.loadUs[tier] as number);
        if (newer > step || isFaster) this.complaints.push(`${other} has step ${newer}; ${tier} read step ${step}`);
      }
    }
  }

  private checkResume(from: string, step: number): void {
    if (from === "memory") return;
    if (from === "scratch") {
      const left = Object.values(this.copies).some((copies) => copies.size > 0);
      if (step !== 0 || left) this.complaints.push(`began again at step ${step} although copies were left`);
      this.isTainted = false;
      return;
    }
    if (this.reading?.tier !== from || this.reading.step !== step) this.complaints.push(`resumed what it never read`);
    this.isTainted = this.copies[from]?.get(step) ?? false;
  }
}
