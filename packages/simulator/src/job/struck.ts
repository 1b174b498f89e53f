import type { Fault } from "../fault.ts";

/** How many faults are kept before those that are over are forgotten. */
const ROOM = 64;

/** The faults of one recovery. However many strike while the job is down, only those are kept that may still matter. */
export class Struck {
  /** The first, and of the others those that are not over. */
  private faults: Array<Fault> = [];
  /** Those that struck while the job was down, and that nobody has looked at. */
  private unseen: Array<Fault> = [];
  private kindsSeen: Array<string> = [];
  private room = ROOM;

  begin(faults: Array<Fault>): void {
    this.faults = faults;
    this.unseen = [];
    this.kindsSeen = [];
    this.room = ROOM;
    for (const fault of faults) this.rememberKind(fault);
  }

  /** A fault that strikes while the job is down. A link that flaps strikes again and again: it is one all the same. */
  add(fault: Fault): void {
    this.rememberKind(fault);
    if (!this.faults.includes(fault)) {
      if (this.faults.length >= this.room) this.forgetPast();
      this.faults.push(fault);
    }
    if (!this.unseen.includes(fault)) this.unseen.push(fault);
  }

  /** Those that struck while the job was down since this was last asked. */
  takeUnseen(): ReadonlyArray<Fault> {
    const { unseen } = this;
    this.unseen = [];
    return unseen;
  }

  get first(): Fault | undefined {
    return this.faults[0];
  }

  get lasting(): ReadonlyArray<Fault> {
    return this.faults;
  }

  /** The kinds of all faults, each once, in the order in which they came. */
  get kinds(): ReadonlyArray<string> {
    return [...this.kindsSeen];
  }

  private forgetPast(): void {
    this.faults = this.faults.filter(({ isActive }, index) => isActive || index === 0);
    this.unseen = this.unseen.filter(({ isActive }) => isActive);
    this.room = 2 * this.faults.length + ROOM;
  }

  private rememberKind({ kind }: Fault): void {
    if (!this.kindsSeen.includes(kind)) this.kindsSeen.push(kind);
  }
}
