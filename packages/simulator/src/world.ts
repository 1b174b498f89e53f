import { TimeWeighted } from "@ordeal/model";
import { ControlPlane } from "./cluster/control-plane.ts";
import { Fabric } from "./cluster/fabric.ts";
import { Fleet, type Holder } from "./cluster/fleet.ts";
import { Quarantine } from "./cluster/quarantine.ts";
import { ReplacedNodes } from "./cluster/replaced-nodes.ts";
import type { Site } from "./cluster/site.ts";
import { Loops } from "./cooling/loops.ts";
import type { Fault } from "./fault/fault.ts";
import { FaultLife } from "./fault/life.ts";
import { renewNode } from "./fault/renewal.ts";
import { Stragglers } from "./fault/stragglers.ts";
import { JobControls } from "./job/controls.ts";
import { Job } from "./job/job.ts";
import { JobState } from "./job/state.ts";
import { Journal, type Listeners } from "./journal.ts";
import { Chance } from "./kernel/chance.ts";
import { Clock } from "./kernel/clock.ts";
import { Integral } from "./measure/integral.ts";
import type { PreparedScenario } from "./prepared-scenario.ts";
import { StorageShares } from "./storage/shares.ts";
import { Storage } from "./storage/storage.ts";

/** Everything there is in one run, put together. */
export class World implements Site {
  readonly ground: PreparedScenario;
  readonly chance: Chance;
  readonly endUs: number;
  readonly clock = new Clock();
  readonly journal: Journal;
  readonly controlPlane: ControlPlane;
  /** Addresses whose node cannot be used. */
  readonly nodesDown = new Integral(0);
  /** All nodes that are down: those, and the ones that a fresh node took the place of. */
  readonly nodesBroken = new TimeWeighted();
  readonly fleet: Fleet;
  readonly replaced: ReplacedNodes;
  readonly fabric: Fabric;
  readonly storage = new Storage();
  readonly loops: Loops;
  readonly stragglers: Stragglers;
  readonly job: Job;
  readonly controls: JobControls;
  readonly faults: FaultLife;
  private readonly quarantine: Quarantine;

  constructor(prepared: PreparedScenario, seed: number, listeners: Listeners) {
    this.ground = prepared;
    this.chance = new Chance(seed);
    this.endUs = prepared.endUs;
    this.journal = new Journal(listeners, prepared.settings[0].tiers.length);
    this.controlPlane = new ControlPlane(this.journal);
    this.fleet = new Fleet(prepared.topology, prepared.placement, prepared.scenario.job.nodes, this.nodesDown, this);
    this.replaced = new ReplacedNodes(this.nodesBroken);
    this.fabric = new Fabric(prepared.topology, this.fleet);
    this.stragglers = new Stragglers(this.fleet);
    this.loops = new Loops(this.clock, this.journal, prepared, this.fleet, {
      beforeLoopChanges: () => this.job.sync(),
      speedChanged: () => this.controls.refreshSpeed(),
      takeDown: (from, end, holder, fault) => this.faults.takeNodesDown(from, end, holder, fault),
      bringUp: (from, end, holder) => this.faults.bringNodesUp(from, end, holder),
    });
    const state = new JobState(this, prepared.settings[0], prepared.replicas);
    const awaitingSpare = new Set<Fault>();
    this.job = new Job(state, prepared, this.loops, this.stragglers, {
      awaitingSpare,
      renewNode: (node) => renewNode(this, this.faults, node),
      isAlone: (fault) => this.faults.isAlone(fault),
      cordon: (fault) => this.faults.cordon(fault),
      end: (fault) => this.faults.end(fault),
      reapply: () => this.faults.reapply(),
      mayReapply: (isPathCut, node) => this.faults.reapplied.mayAct(isPathCut, node),
    });
    this.controls = new JobControls(this.job);
    const shares = new StorageShares(this.clock, this.journal, this.storage, this.controls);
    this.faults = new FaultLife(this, this.controls, this.loops, shares, this.stragglers, awaitingSpare);
    this.quarantine = new Quarantine(this, () => state.settings.recovery.quarantine);
  }

  nodeDown(node: number, holder: Holder): void {
    const { clock, journal, ground } = this;
    this.nodesBroken.add(clock.nowUs, 1);
    this.quarantine.noteDown(node);
    if (journal.hasListener)
      journal.emit(clock.nowUs, "node.down", { node: ground.topology.name("node", node), faultId: holder.id });
  }

  nodeUp(node: number): void {
    const { clock, journal, ground, fleet } = this;
    this.nodesBroken.add(clock.nowUs, -1);
    if (journal.hasListener) journal.emit(clock.nowUs, "node.up", { node: ground.topology.name("node", node) });
    const isQuarantined = fleet.role(node) !== "job" && this.quarantine.takeIn(node);
    if (!isQuarantined && fleet.role(node) === "out") fleet.setRole(node, "spare");
    this.controlPlane.noteCapacity();
  }

  serviceChanged(supernode: number, atUs: number): void {
    this.loops.serviceChanged(supernode, atUs);
  }

  /** Lets whoever waits for nodes, or for the scheduler, look again; once after everything that happened together. */
  tellWaiting(): void {
    if (!this.controlPlane.takeNews()) return;
    this.job.wake();
    this.faults.offerSpares();
  }
}
