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
  /** By kind, and by the place of the phase among all. */
  private readonly hits = new Map<FaultKind, Float64Array>();
  readonly kinds: ReadonlyArray<FaultKind>;

  constructor(kinds: ReadonlyArray<FaultKind>) {
    this.kinds = faultKindNames.filter((kind) => kinds.includes(kind));
  }

  /** Counts a strike. */
  add(kind: FaultKind, phase: Phase): void {
    let hits = this.hits.get(kind);
    if (hits === undefined) {
      hits = new Float64Array(phaseNames.length);
      this.hits.set(kind, hits);
    }
    const place = phaseNames.indexOf(phase);
    hits[place] = (hits[place] ?? 0) + 1;
  }

  /** Every cell, also those never hit. */
  cells(): ReadonlyArray<Cell> {
    return this.kinds.flatMap((kind) =>
      phaseNames.map((phase, place) => ({ kind, phase, hits: this.hits.get(kind)?.[place] ?? 0 })),
    );
  }
}
