import type { AnyEvent } from "@ordeal/model";
import { Heaviest } from "./heaviest.ts";
import type { FaultPicture, LoopPicture } from "./journal-picture.ts";

const FAULTS_MAX = 1_500;
const LOOPS_MAX = 300;
const TARGETS_MAX = 4;

/** Faults and loops as bars in time. Scripted faults are kept before those of hazards, long ones before short ones. */
export class Faults {
  private readonly lasting = new Map<string, FaultPicture>();
  private readonly loops = new Map<string, LoopPicture>();
  private readonly kept = new Heaviest<FaultPicture>(FAULTS_MAX, weightOf);
  private readonly loopsKept = new Heaviest<LoopPicture>(LOOPS_MAX, ({ fromUs, toUs }) => (toUs ?? fromUs) - fromUs);
  /** What people call the faults that last, and the last ones that did. */
  private readonly causes = new Map<string, string>();

  causeOf = (faultId: string): string => this.causes.get(faultId) ?? "";

  see(event: AnyEvent): void {
    switch (event.type) {
      case "fault.started": {
        const { faultId, kind, cause, origin, targets } = event.data;
        this.causes.set(faultId, cause);
        this.lasting.set(faultId, {
          id: faultId,
          kind,
          cause,
          origin,
          targets: targets.slice(0, TARGETS_MAX),
          targetsLeftOut: Math.max(0, targets.length - TARGETS_MAX),
          fromUs: event.atUs,
          toUs: null,
        });
        return;
      }
      case "fault.ended": {
        const fault = this.lasting.get(event.data.faultId);
        if (fault !== undefined) this.kept.add({ ...fault, toUs: event.atUs });
        this.lasting.delete(event.data.faultId);
        return;
      }
      case "job.resumed":
        // Whoever stopped the job is told by now.
        for (const id of this.causes.keys()) if (!this.lasting.has(id)) this.causes.delete(id);
        return;
      case "loop.throttled":
      case "loop.tripped": {
        this.closeLoop(event.data.loop, event.atUs);
        const state = event.type === "loop.tripped" ? "off" : "throttled";
        const { loop, temperatureC } = event.data;
        this.loops.set(loop, { loop, state, fromUs: event.atUs, toUs: null, temperatureC });
        return;
      }
      case "loop.released":
      case "loop.restored":
        this.closeLoop(event.data.loop, event.atUs);
    }
  }

  /** All that struck, those that last included. */
  end() {
    for (const fault of this.lasting.values()) this.kept.add(fault);
    for (const loop of this.loops.values()) this.loopsKept.add(loop);
    return {
      faults: this.kept.items.toSorted((a, b) => a.fromUs - b.fromUs),
      faultsLeftOut: this.kept.leftOut,
      loops: this.loopsKept.items.toSorted((a, b) => a.fromUs - b.fromUs),
      loopsLeftOut: this.loopsKept.leftOut,
    };
  }

  private closeLoop(loop: string, atUs: number): void {
    const open = this.loops.get(loop);
    if (open !== undefined) this.loopsKept.add({ ...open, toUs: atUs });
    this.loops.delete(loop);
  }
}

const weightOf = ({ origin, fromUs, toUs }: FaultPicture): number =>
  (origin === "experiment" ? 1e18 : 0) + ((toUs ?? Number.MAX_SAFE_INTEGER) - fromUs);
