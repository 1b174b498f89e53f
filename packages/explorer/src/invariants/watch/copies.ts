import { type AnyEvent, detectionOf, type Scenario, type Tier } from "@ordeal/model";

/** A durable checkpoint of one tier. */
export interface Copy {
  readonly step: number;
  readonly doneUs: number;
  /** Whether the state it holds was corrupted when it was saved, known or not. */
  readonly tainted: boolean;
  /** Whether it is the first of its tier's `every` of run time. */
  readonly opensPeriod: boolean;
  /** When the copy before it was done. */
  readonly beforeUs: number;
}

/** Why a tier has no copy of a step that it once had, or might have had. */
type Fate = "torn" | "rejected as corrupt" | "known to be poisoned" | "lost with its tier";

interface Saved {
  readonly step: number;
  readonly tainted: boolean;
}

/** The copies of one tier that stand, oldest first. */
class TierCopies {
  readonly tier: Tier;
  private readonly copies: Array<Copy> = [];
  private readonly fates = new Map<number, Fate>();
  /** Steps whose copies retention let go: nearly all that there ever were. */
  private readonly letGo: Array<number> = [];
  /** The save under way, or the copy being written. */
  saved: Saved | undefined;
  private lastDoneUs = Number.NEGATIVE_INFINITY;

  constructor(tier: Tier) {
    this.tier = tier;
    this.add({ step: 0, tainted: false }, 0);
  }

  /** The copies that stand at an instant; what retention lets go never comes back. */
  standing(nowUs: number): ReadonlyArray<Copy> {
    const { last, for: forUs } = this.tier.keep;
    const count = this.copies.length;
    if (count > last)
      this.keep(
        ({ opensPeriod, doneUs }, index) => count - index <= last || (opensPeriod && nowUs - doneUs <= forUs),
        ({ step }) => this.letGo.push(step),
      );
    return this.copies;
  }

  add({ step, tainted }: Saved, doneUs: number): void {
    const { every } = this.tier.keep;
    const beforeUs = this.lastDoneUs;
    const opensPeriod = Math.floor(beforeUs / every) < Math.floor(doneUs / every);
    this.copies.push({ step, doneUs, tainted, opensPeriod, beforeUs });
    this.lastDoneUs = doneUs;
    this.fates.delete(step);
    this.standing(doneUs);
  }

  tear(step: number): void {
    if (!this.has(step)) this.fates.set(step, "torn");
    this.saved = undefined;
  }

  reject(step: number, nowUs: number): void {
    this.standing(nowUs);
    for (const copy of this.copies) if (copy.step === step) this.lastDoneUs = copy.beforeUs;
    this.keep((copy) => copy.step !== step, this.goesAs("rejected as corrupt"));
  }

  /** The corruption is known: everything saved since is poisoned. */
  purge(nowUs: number): void {
    this.standing(nowUs);
    this.keep(({ tainted }) => !tainted, this.goesAs("known to be poisoned"));
    this.lastDoneUs = this.copies.at(-1)?.doneUs ?? Number.NEGATIVE_INFINITY;
  }

  lose(): void {
    this.keep(() => false, this.goesAs("lost with its tier"));
    this.lastDoneUs = Number.NEGATIVE_INFINITY;
  }

  private goesAs(fate: Fate): (copy: Copy) => void {
    return ({ step }) => this.fates.set(step, fate);
  }

  private keep(stands: (copy: Copy, index: number) => boolean, goes: (copy: Copy) => void): void {
    const { copies } = this;
    let kept = 0;
    for (let index = 0; index < copies.length; index++) {
      const copy = copies[index] as Copy;
      if (stands(copy, index)) copies[kept++] = copy;
      else goes(copy);
    }
    while (copies.length > kept) copies.pop();
  }

  copyOf(step: number): Copy | undefined {
    return this.copies.find((copy) => copy.step === step);
  }

  has(step: number): boolean {
    return this.copyOf(step) !== undefined;
  }

  fateOf(step: number): string {
    return this.fates.get(step) ?? (this.letGo.includes(step) ? "let go by retention" : "never persisted there");
  }
}

/** Every tier's checkpoints, and what is wrong with them, as the journal tells it. */
export class Copies {
  readonly tiers: ReadonlyMap<string, TierCopies>;
  private readonly kinds = new Map<string, string>();
  /** Whether the state in training is corrupted, and whether that is known. */
  isTainted = false;
  isKnownTainted = false;

  constructor({ checkpoint }: Scenario) {
    this.tiers = new Map(checkpoint.tiers.map((tier) => [tier.name, new TierCopies(tier)]));
  }

  see(event: AnyEvent): void {
    switch (event.type) {
      case "fault.started":
        this.kinds.set(event.data.faultId, event.data.kind);
        return;
      case "job.corrupted":
        this.isTainted = true;
        return;
      case "job.stopped":
        return this.find(event.data.faultIds, event.atUs);
      case "job.struck":
        return this.find([event.data.faultId], event.atUs);
      case "job.resumed":
        return this.resume(event.data.from, event.data.step);
      case "checkpoint.save.started": {
        const tier = this.tiers.get(event.data.tier);
        if (tier !== undefined) tier.saved = { step: event.data.step, tainted: this.isTainted };
        return;
      }
      case "checkpoint.persist.ended": {
        const tier = this.tiers.get(event.data.tier);
        if (tier?.saved?.step === event.data.step) tier.add(tier.saved, event.atUs);
        return;
      }
      case "checkpoint.torn":
        return this.tiers.get(event.data.tier)?.tear(event.data.step);
      case "load.started":
        for (const tier of this.tiers.values()) tier.standing(event.atUs);
        return;
      case "load.rejected":
        return this.tiers.get(event.data.tier)?.reject(event.data.step, event.atUs);
      case "checkpoint.poisoned":
        return this.tiers.get(event.data.tier)?.purge(event.atUs);
      case "checkpoint.lost":
        return this.tiers.get(event.data.tier)?.lose();
    }
  }

  /** The job stops over silent corruption only when somebody has found it. */
  private find(faultIds: ReadonlyArray<string>, nowUs: number): void {
    if (!faultIds.some((id) => detectionOf(this.kinds.get(id) ?? "") === "corruption")) return;
    this.isKnownTainted = this.isTainted;
    for (const tier of this.tiers.values()) tier.purge(nowUs);
  }

  private resume(from: string, step: number): void {
    if (from === "memory") return;
    this.isTainted = this.tiers.get(from)?.copyOf(step)?.tainted ?? false;
    this.isKnownTainted = false;
  }

  /** The newest step that any tier has a copy of, not known to be bad; `undefined` when none has any. */
  newest(nowUs: number): number | undefined {
    let newest: number | undefined;
    for (const tier of this.tiers.values()) {
      const step = tier.standing(nowUs).at(-1)?.step;
      if (step !== undefined && (newest === undefined || step > newest)) newest = step;
    }
    return newest;
  }
}
