import { type FaultKind, faultIdOf, faultKindNames, isFaultKind, type TimelineFault } from "@ordeal/model";
import { TextSet } from "../text-set.ts";

/** What stands in the place of a fault whose id is its own, or that could not be read. */
const OTHER = 0;
const codeOf = new Map<FaultKind, number>(faultKindNames.map((kind, index) => [kind, index + 1]));

/**
 * The ids of a timeline's faults, for millions of them: of one that goes by its kind and place only the kind is kept, in a
 * byte, and no text is made.
 */
export class FaultIds {
  private readonly own = new TextSet();
  private hasOwn = false;
  private kinds = new Uint8Array(1_024);

  /** Adds the id of the `index`-th fault; false when another has it. */
  add(fault: TimelineFault, index: number): boolean {
    const { id, kind } = fault;
    if (id !== undefined) {
      this.hasOwn = true;
      return !this.isByPlace(id) && this.own.add(id);
    }
    this.reserve(index);
    this.kinds[index] = codeOf.get(kind) ?? OTHER;
    return !this.hasOwn || !this.own.has(faultIdOf(fault, index));
  }

  /** Whether a fault without an id of its own goes by this one. */
  private isByPlace(id: string): boolean {
    const [, kind = "", digits = ""] = /^(.*)-([1-9]\d*)$/.exec(id) ?? [];
    return isFaultKind(kind) && this.kinds[Number(digits) - 1] === codeOf.get(kind);
  }

  private reserve(index: number): void {
    if (index < this.kinds.length) return;
    const grown = new Uint8Array(2 * index);
    grown.set(this.kinds);
    this.kinds = grown;
  }
}
