import type { AnyEvent, EventData, NodeRange, Places } from "@ordeal/model";

/** A fault of the journal, from its start on. */
export interface KnownFault {
  readonly started: EventData<"fault.started">;
  readonly startedUs: number;
  /** The nodes in, or below, what it struck. */
  readonly nodes: ReadonlyArray<NodeRange>;
  isActive: boolean;
}

/** Every fault that ever started, and those that are not over. */
export class FaultWatch {
  private readonly places: Places;
  readonly known = new Map<string, KnownFault>();
  readonly active = new Map<string, KnownFault>();
  /** Cooling loops whose cards are powered off. */
  readonly tripped = new Set<string>();

  constructor(places: Places) {
    this.places = places;
  }

  see(event: AnyEvent): void {
    switch (event.type) {
      case "fault.started": {
        const nodes = event.data.targets.map((target) => this.places.nodesOf(target));
        const fault = { started: event.data, startedUs: event.atUs, nodes, isActive: true };
        this.known.set(event.data.faultId, fault);
        this.active.set(event.data.faultId, fault);
        return;
      }
      case "fault.ended": {
        const fault = this.active.get(event.data.faultId);
        if (fault !== undefined) fault.isActive = false;
        this.active.delete(event.data.faultId);
        return;
      }
      case "loop.tripped":
        this.tripped.add(event.data.loop);
        return;
      case "loop.restored":
        this.tripped.delete(event.data.loop);
    }
  }

  /** Whether anything that is not over strikes this node, or what it hangs on: an active fault, or a loop that tripped. */
  ails(node: number): boolean {
    for (const { nodes } of this.active.values()) if (nodes.some((range) => holds(range, node))) return true;
    for (const loop of this.tripped) if (holds(this.places.nodesOf(loop), node)) return true;
    return false;
  }

  /** Whether a fault is there of which this holds. */
  isAny(holds: (started: KnownFault["started"]) => boolean): boolean {
    for (const { started } of this.active.values()) if (holds(started)) return true;
    return false;
  }
}

export const holds = ([from, end]: NodeRange, node: number): boolean => from <= node && node < end;
