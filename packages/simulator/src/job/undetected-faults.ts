import type { Fault } from "../fault/fault.ts";

/** A fault that struck a job that is down, or took it down, and that nobody has noticed. */
interface Undetected {
  readonly fault: Fault;
  readonly foundUs: number;
  /** Whether it took nodes of the job with it: they are seen to be gone whatever is found first. */
  readonly tookNodes: boolean;
}

/** What nothing is ever added to: the first of a recovery makes a list. */
const noneUndetected: Array<Undetected> = [];

/** The faults of one recovery: those not detected so far, the kinds of those found, and what a restart cures. */
export class UndetectedFaults {
  private undetected: Array<Undetected> = noneUndetected;
  /** Replaced when it grows: policies are handed it. */
  private kindsFound: ReadonlyArray<string> = none;
  /** Faults of a process, each once: whether they were found or not, they are gone with it. */
  private ofProcesses: Array<Fault> = [];
  /** The first of this recovery, whose chance decides how its rungs end. */
  first: Fault | undefined = undefined;

  begin(): void {
    if (this.undetected.length > 0) this.undetected = noneUndetected;
    if (this.ofProcesses.length > 0) this.ofProcesses = [];
    this.kindsFound = none;
    this.first = undefined;
  }

  add(fault: Fault, foundUs: number, tookNodes: boolean): void {
    this.first ??= fault;
    this.endWithProcess(fault);
    // A link that flaps strikes again and again: it is one all the same, found by its first strike.
    const { undetected } = this;
    for (let index = 0; index < undetected.length; index++) if (undetected[index]?.fault === fault) return;
    const one = { fault, foundUs, tookNodes };
    // Mostly it is the only one, and a list made with one item takes less room than one that grows to it.
    if (undetected.length === 0) this.undetected = [one];
    else undetected.push(one);
  }

  /** A fault of a process that ends with it. */
  endWithProcess(fault: Fault): void {
    if (fault.endsWithProcess && !this.ofProcesses.includes(fault)) this.ofProcesses.push(fault);
  }

  /** When the first of those that are not detected is found; Infinity when there is none. */
  get firstFoundUs(): number {
    let firstUs = Number.POSITIVE_INFINITY;
    const { undetected } = this;
    for (let index = 0; index < undetected.length; index++) {
      firstUs = Math.min(firstUs, (undetected[index] as Undetected).foundUs);
    }
    return firstUs;
  }

  /** Whether only hangs are undetected: the processes are still there. */
  get areHangs(): boolean {
    return this.undetected.every(({ fault }) => fault.endsWithProcess);
  }

  /** Those found by now, and with them all that took nodes; the others are forgotten, and strike again if they last. */
  takeFound(nowUs: number): ReadonlyArray<Fault> {
    const { undetected } = this;
    this.undetected = noneUndetected;
    let found: Array<Fault> | undefined;
    for (let index = 0; index < undetected.length; index++) {
      const { fault, foundUs, tookNodes } = undetected[index] as Undetected;
      if (foundUs > nowUs && !tookNodes) continue;
      if (found === undefined) found = [fault];
      else found.push(fault);
      this.noteKind(fault.kind);
    }
    return found ?? nobody;
  }

  private noteKind(kind: string): void {
    const { kindsFound } = this;
    if (kindsFound.length === 0) this.kindsFound = [kind];
    else if (!kindsFound.includes(kind)) this.kindsFound = [...kindsFound, kind];
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
