import { type FaultKind, faultKindNames, type TimelineFault } from "@ordeal/model";

/** Where there are more different names than this, a fault keeps its own. */
const NAMES_MAX = 65_536;
/** What stands in the place of a kind where a fault is kept as it is. */
const OWN = 255;
const codeOf = new Map<FaultKind, number>(faultKindNames.map((kind, code) => [kind, code]));
const NONE = -1;

/**
 * The faults of a timeline for as long as a fit takes, for millions of them. Of nearly all only some numbers are kept, 25
 * bytes in all: kind, instant, duration, and which name its component and its cause have. Any other is kept as it is.
 */
export class HeldFaults {
  private count = 0;
  private kinds = new Uint8Array(1_024);
  private atUs = new Float64Array(1_024);
  private durationUs = new Float64Array(1_024);
  private components = new Int32Array(1_024);
  private causes = new Int32Array(1_024);
  private readonly names: Array<string> = [];
  private readonly known = new Map<string, number>();
  private readonly own: Array<TimelineFault> = [];

  add(fault: TimelineFault): void {
    if (this.count === this.kinds.length) this.grow();
    const index = this.count++;
    const { kind, at, duration, component, cause } = fault;
    const named = this.known.size < NAMES_MAX;
    if (!named || typeof at !== "number" || !isPlain(fault)) {
      this.kinds[index] = OWN;
      this.own.push(fault);
      return;
    }
    this.kinds[index] = codeOf.get(kind) as number;
    this.atUs[index] = at;
    this.durationUs[index] = duration ?? NONE;
    this.components[index] = this.numberOf(component);
    this.causes[index] = this.numberOf(cause);
  }

  /** All of them, in the order in which they came; each is made anew. */
  *[Symbol.iterator](): Generator<TimelineFault> {
    let own = 0;
    for (let index = 0; index < this.count; index++) {
      yield this.kinds[index] === OWN ? (this.own[own++] as TimelineFault) : this.plainAt(index);
    }
  }

  private plainAt(index: number): TimelineFault {
    const durationUs = this.durationUs[index] as number;
    const cause = this.causes[index] as number;
    const component = this.components[index] as number;
    return {
      kind: faultKindNames[this.kinds[index] as number] as FaultKind,
      at: this.atUs[index] as number,
      ...(durationUs === NONE ? {} : { duration: durationUs }),
      ...(cause === NONE ? {} : { cause: this.names[cause] as string }),
      ...(component === NONE ? {} : { component: this.names[component] as string }),
    };
  }

  private numberOf(name: string | undefined): number {
    if (name === undefined) return NONE;
    const known = this.known.get(name);
    if (known !== undefined) return known;
    this.known.set(name, this.names.length);
    return this.names.push(name) - 1;
  }

  private grow(): void {
    const size = 2 * this.count;
    this.kinds = grown(this.kinds, new Uint8Array(size));
    this.atUs = grown(this.atUs, new Float64Array(size));
    this.durationUs = grown(this.durationUs, new Float64Array(size));
    this.components = grown(this.components, new Int32Array(size));
    this.causes = grown(this.causes, new Int32Array(size));
  }
}

const grown = <A extends Uint8Array | Int32Array | Float64Array>(from: A, into: A): A => {
  into.set(from);
  return into;
};

/** Whether a fault has no field but those that are kept as numbers. */
const isPlain = (fault: TimelineFault): boolean => {
  for (const field in fault) if (!plainFields.has(field)) return false;
  return true;
};

const plainFields: ReadonlySet<string> = new Set<keyof TimelineFault>(["kind", "at", "duration", "component", "cause"]);
