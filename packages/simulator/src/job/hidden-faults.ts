import { faultKinds } from "@ordeal/model";
import type { Fault } from "../fault.ts";

/** A fault that struck a job that is down, or took it down, and that nobody has noticed. */
interface Hidden {
  readonly fault: Fault;
  readonly foundUs: number;
  /** Whether it took nodes of the job with it: they are seen to be gone whatever is found first. */
  readonly tookNodes: boolean;
}

/** The faults of one recovery: those still hidden, the kinds of those found, and what a restart cures. */
export class HiddenFaults {
  private hidden: Array<Hidden> = [];
  private kindsFound: Array<string> = [];
  /** Faults of a process: whether they were found or not, they are gone with it. */
  private ofProcesses = new Set<Fault>();
  /** The first of this recovery, whose chance decides how its rungs end. */
  first: Fault | undefined;

  begin(): void {
    this.hidden = [];
    this.kindsFound = [];
    this.ofProcesses.clear();
    this.first = undefined;
  }

  add(fault: Fault, foundUs: number, tookNodes: boolean): void {
    this.first ??= fault;
    this.endWithProcess(fault);
    // A link that flaps strikes again and again: it is one all the same, found by its first strike.
    if (!this.hidden.some((one) => one.fault === fault)) this.hidden.push({ fault, foundUs, tookNodes });
  }

  /** A fault of a process that ends with it. */
  endWithProcess(fault: Fault): void {
    if (faultKinds[fault.kind].lasts === "restart") this.ofProcesses.add(fault);
  }

  /** When the first of those that are hidden is found; Infinity when none is hidden. */
  get firstFoundUs(): number {
    let firstUs = Number.POSITIVE_INFINITY;
    for (const { foundUs } of this.hidden) firstUs = Math.min(firstUs, foundUs);
    return firstUs;
  }

  /** Whether only hangs are hidden: the processes are still there. */
  get areHangs(): boolean {
    return this.hidden.every(({ fault }) => faultKinds[fault.kind].lasts === "restart");
  }

  /** Those found by now, and with them all that took nodes; the others are forgotten, and strike again if they last. */
  takeFound(nowUs: number): ReadonlyArray<Fault> {
    const found: Array<Fault> = [];
    for (const { fault, foundUs, tookNodes } of this.hidden) {
      if (foundUs > nowUs && !tookNodes) continue;
      found.push(fault);
      if (!this.kindsFound.includes(fault.kind)) this.kindsFound.push(fault.kind);
    }
    this.hidden = [];
    return found;
  }

  /** The kinds of the faults found in this recovery, each once, in the order in which they came. */
  get kinds(): ReadonlyArray<string> {
    return [...this.kindsFound];
  }

  /** The faults that end with the processes they struck, each once. */
  takeOfProcesses(): ReadonlyArray<Fault> {
    const faults = [...this.ofProcesses];
    this.ofProcesses.clear();
    return faults;
  }
}
