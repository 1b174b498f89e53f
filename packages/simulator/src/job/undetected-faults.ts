import type { Fault } from "../fault/fault.ts";

/** A fault that struck a job that is down, or took it down, and that nobody has noticed. */
interface Undetected {
  readonly fault: Fault;
  readonly foundUs: number;
  /** Whether it took nodes of the job with it: they are seen to be gone whatever is found first. */
  readonly tookNodes: boolean;
}

/** The faults of one recovery: those not detected so far, the kinds of those found, and what a restart cures. */
export class UndetectedFaults {
  private undetected: Array<Undetected> = [];
  /** Replaced when it grows: policies are handed it. */
  private kindsFound: ReadonlyArray<string> = none;
  /** Faults of a process, each once: whether they were found or not, they are gone with it. */
  private ofProcesses: Array<Fault> = [];
  /** The first of this recovery, whose chance decides how its rungs end. */
  first: Fault | undefined = undefined;

  begin(): void {
    if (this.undetected.length > 0) this.undetected = [];
    if (this.ofProcesses.length > 0) this.ofProcesses = [];
    this.kindsFound = none;
    this.first = undefined;
  }

  add(fault: Fault, foundUs: number, tookNodes: boolean): void {
    this.first ??= fault;
    this.endWithProcess(fault);
    // A link that flaps strikes again and again: it is one all the same, found by its first strike.
    for (const one of this.undetected) if (one.fault === fault) return;
    this.undetected.push({ fault, foundUs, tookNodes });
  }

  /** A fault of a process that ends with it. */
  endWithProcess(fault: Fault): void {
    if (fault.endsWithProcess && !this.ofProcesses.includes(fault)) this.ofProcesses.push(fault);
  }

  /** When the first of those that are not detected is found; Infinity when there is none. */
  get firstFoundUs(): number {
    let firstUs = Number.POSITIVE_INFINITY;
    for (const { foundUs } of this.undetected) if (foundUs < firstUs) firstUs = foundUs;
    return firstUs;
  }

  /** Whether only hangs are undetected: the processes are still there. */
  get areHangs(): boolean {
    return this.undetected.every(({ fault }) => fault.endsWithProcess);
  }

  /** Those found by now, and with them all that took nodes; the others are forgotten, and strike again if they last. */
  takeFound(nowUs: number): ReadonlyArray<Fault> {
    const { undetected } = this;
    if (undetected.length === 0) return nobody;
    const found: Array<Fault> = [];
    for (const { fault, foundUs, tookNodes } of undetected) {
      if (foundUs > nowUs && !tookNodes) continue;
      found.push(fault);
      if (!this.kindsFound.includes(fault.kind)) this.kindsFound = [...this.kindsFound, fault.kind];
    }
    this.undetected = [];
    return found;
  }

  /** The kinds of the faults found in this recovery, each once, in the order in which they came. */
  get kinds(): ReadonlyArray<string> {
    return this.kindsFound;
  }

  /** The faults that end with the processes they struck, each once. */
  takeOfProcesses(): ReadonlyArray<Fault> {
    const faults = this.ofProcesses;
    if (faults.length > 0) this.ofProcesses = [];
    return faults;
  }
}

const none: ReadonlyArray<string> = [];
const nobody: ReadonlyArray<Fault> = [];
