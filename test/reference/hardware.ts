import type { Experiment } from "@ordeal/model";
import { Places } from "./places.ts";
import type { Fault } from "./script.ts";

const storageKinds = new Set(["storage.slow", "storage.down"]);

/** What the hardware is like now. It keeps nothing: every question goes through all faults that are active. */
export class Hardware {
  readonly places: Places;
  /** Nodes whose cooling loop is powered off. */
  readonly off = new Set<number>();
  private readonly faults: ReadonlyArray<Fault>;
  private readonly uplinks: number;
  private readonly planes: number;

  constructor({ cluster }: Experiment, faults: ReadonlyArray<Fault>) {
    this.places = new Places(cluster);
    this.faults = faults;
    this.uplinks = cluster.scaleOut.uplinks;
    this.planes = cluster.scaleUp.planes;
  }

  active(kind?: string): ReadonlyArray<Fault> {
    return this.faults.filter((fault) => fault.state === "active" && (kind === undefined || fault.kind === kind));
  }

  private shareOf(links: "ports" | "planes", key: string): number {
    let share = 1;
    for (const fault of this.active()) {
      if (!fault.place[links].has(key)) continue;
      if (fault.isDown) return 0;
      if (fault.kind === "link.degrade") share *= fault.spec.share as number;
    }
    return share;
  }

  /** The share of its bandwidth that a node's uplinks have left; 1 where there are none. */
  uplinkShare(node: number): number {
    if (this.active().length === 0) return 1;
    let sum = 0;
    for (let port = 0; port < this.uplinks; port++) sum += this.shareOf("ports", `${node}/${port}`);
    return this.uplinks === 0 ? 1 : sum / this.uplinks;
  }

  planeShare(supernode: number): number {
    if (this.active().length === 0) return 1;
    let sum = 0;
    for (let plane = 0; plane < this.planes; plane++) sum += this.shareOf("planes", `${supernode}/${plane}`);
    return this.planes === 0 ? 1 : sum / this.planes;
  }

  isIsolated(node: number): boolean {
    if (!this.active().some(({ isDown }) => isDown)) return false;
    return this.uplinkShare(node) === 0 || this.planeShare(this.places.supernodeOf(node)) === 0;
  }

  /** Whether a link is lost by any other fault than this one. */
  isLostWithout(fault: Fault, links: "ports" | "planes", key: string): boolean {
    return this.active().some((other) => other !== fault && other.isDown && other.place[links].has(key));
  }

  isUsable(node: number): boolean {
    return !this.off.has(node) && !this.active().some(({ out }) => out.has(node)) && !this.isIsolated(node);
  }

  /** The share of its bandwidth that storage has. */
  storageShare(): number {
    let share = 1;
    for (const { kind, place, isDown, spec } of this.active()) {
      if (kind === "storage.down" || (isDown && place.component === "storage")) return 0;
      if (kind === "storage.slow" || (kind === "link.degrade" && place.component === "storage")) {
        share *= spec.share as number;
      }
    }
    return share;
  }

  isSchedulerUp(): boolean {
    return this.active("scheduler.stall").length === 0;
  }
}

export const strikesStorage = ({ kind, place }: Fault): boolean =>
  storageKinds.has(kind) || place.component === "storage";
