import { type FaultKind, faultKindNames } from "@ordeal/model";
import { type Phase, phaseNames } from "./watch/phase.ts";

/** How often faults of a kind struck in a phase of the run. */
export interface Cell {
  readonly kind: FaultKind;
  readonly phase: Phase;
  readonly hits: number;
}

/** What was tried: kind of fault × phase of the run it struck in. */
export class Coverage {
  private readonly hits = new Map<string, number>();
  readonly kinds: ReadonlyArray<FaultKind>;

  constructor(kinds: ReadonlyArray<FaultKind>) {
    this.kinds = faultKindNames.filter((kind) => kinds.includes(kind));
  }

  /** Counts a strike. */
  add(kind: FaultKind, phase: Phase): void {
    this.hits.set(`${kind} ${phase}`, this.of(kind, phase) + 1);
  }

  private of(kind: FaultKind, phase: Phase): number {
    return this.hits.get(`${kind} ${phase}`) ?? 0;
  }

  /** Every cell, also those never hit. */
  cells(): ReadonlyArray<Cell> {
    return this.kinds.flatMap((kind) => phaseNames.map((phase) => ({ kind, phase, hits: this.of(kind, phase) })));
  }
}
