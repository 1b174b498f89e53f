import type { Recovery } from "@ordeal/model";
import { Priority } from "../kernel/queue.ts";
import type { Site } from "./site.ts";

/** Nodes that failed again and again are kept out of use for a while, once they are repaired. */
export class Quarantine {
  private readonly site: Site;
  private readonly settings: () => Recovery["quarantine"];
  /** When each node went down lately. */
  private readonly failedUs = new Map<number, ReadonlyArray<number>>();
  private readonly offenders = new Set<number>();
  /** Until when nodes are quarantined. */
  private readonly untilUs = new Map<number, number>();

  constructor(site: Site, settings: () => Recovery["quarantine"]) {
    this.site = site;
    this.settings = settings;
  }

  /** Remembers that a node went down. */
  noteDown(node: number): void {
    const quarantine = this.settings();
    if (quarantine === undefined) return;
    const { nowUs } = this.site.clock;
    const times = (this.failedUs.get(node) ?? []).filter((time) => nowUs - time <= quarantine.window);
    times.push(nowUs);
    this.failedUs.set(node, times.slice(-quarantine.faults));
    if (times.length >= quarantine.faults) this.offenders.add(node);
  }

  /** Quarantines a node that is back, if it failed too often. Returns whether it did. */
  takeIn(node: number): boolean {
    if (this.offenders.size === 0 || !this.offenders.delete(node)) return false;
    const { clock, fleet, journal, ground } = this.site;
    const release = this.settings()?.release;
    fleet.setRole(node, "quarantined");
    const untilUs = release === undefined ? null : clock.nowUs + release;
    journal.emit(clock.nowUs, "node.quarantined", { node: ground.topology.name("node", node), untilUs });
    if (untilUs === null) return true;
    this.untilUs.set(node, untilUs);
    clock.queue.push({
      atUs: untilUs,
      priority: Priority.heal,
      id: `quarantine ${node}`,
      happen: () => this.release(node),
    });
    return true;
  }

  /** Quarantine ends, unless the node failed in it and began another. */
  private release(node: number): void {
    const { clock, fleet, journal, ground, controlPlane } = this.site;
    if (this.untilUs.get(node) !== clock.nowUs) return;
    this.untilUs.delete(node);
    if (journal.hasListener) journal.emit(clock.nowUs, "node.released", { node: ground.topology.name("node", node) });
    fleet.setRole(node, "spare");
    controlPlane.noteCapacity();
  }
}
