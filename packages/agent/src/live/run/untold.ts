import type { Happened } from "@ordeal/model";

/** What happened and is not told yet, in order of time: what is heard of late goes before what came after it. */
export class Untold {
  private readonly all: Array<Happened> = [];

  add(happened: Happened): void {
    let at = this.all.length;
    while (at > 0 && (this.all[at - 1]?.atUs ?? 0) > happened.atUs) at--;
    this.all.splice(at, 0, happened);
  }

  /** Takes out what happened first, where that was not after an instant. */
  takeUntil(atUs: number): Happened | undefined {
    const [first] = this.all;
    return first === undefined || first.atUs > atUs ? undefined : this.all.shift();
  }

  /** Forgets that a fault ended. */
  forgetEndOf(faultId: string): void {
    const at = this.all.findIndex(
      (one) => "fact" in one && one.fact.fact === "fault.ended" && one.fact.faultId === faultId,
    );
    if (at >= 0) this.all.splice(at, 1);
  }
}
