import { type Experiment, instantUs, loopsOf, type Rung } from "@ordeal/model";
import { Account } from "./account.ts";
import { CoolingLoop } from "./cooling.ts";
import { type Copy, KeptTier, type Transfer } from "./copies.ts";
import { Hardware } from "./hardware.ts";
import { type Fault, scriptOf } from "./script.ts";

/** What a job that is up does at a time; a hang, a stall or maintenance may hold it. */
export type Activity =
  | { readonly is: "between" }
  | { readonly is: "step"; elapsedUs: number; readonly lengthUs: number }
  | { readonly is: "save"; readonly tier: KeptTier }
  | { readonly is: "evaluation"; leftUs: number };

/** A fault that struck a job that is down, or brought it down, and when it would be found. */
export interface Hidden {
  readonly fault: Fault;
  readonly foundUs: number;
  /** Whether its nodes died, so that it is found with any other. */
  readonly isDeath: boolean;
}

export type Phase =
  | { readonly is: "detecting" }
  | { readonly is: "rescheduling" }
  | { readonly is: "restarting"; readonly rung: Rung; readonly endUs: number }
  // A copy that is damaged while it is read reads well this time.
  | { readonly is: "loading"; readonly copy: Copy; readonly isCorrupt: boolean; readonly transfer: Transfer };

/** One stop of the job, until it is back. */
export interface Outage {
  readonly atUs: number;
  readonly cause: Fault;
  readonly killedUs: number;
  phase: Phase;
  hidden: ReadonlyArray<Hidden>;
  /** Cards that hung when it began. */
  hung: ReadonlyArray<Fault>;
  readonly kinds: Set<string>;
  failed: Array<string>;
  /** Nodes of the job that were lost in it. */
  readonly lost: Set<number>;
  /** Whether what is in memory cannot be gone on with. */
  isMemoryGone: boolean;
}

export interface Stop {
  readonly atUs: number;
  readonly kind: string;
  readonly faultId: string;
  /** Its length; so far, when the run ended in it. */
  readonly recoveryUs: number;
  readonly lostUs: number;
}

/** The job's first nodes: packed into the first supernodes, or with the spares spread where each supernode has its own. */
const firstNodes = ({ cluster, job, recovery }: Experiment): Array<number> => {
  const all = Array.from({ length: cluster.nodes }, (_, node) => node);
  if (recovery.spareScope === "anywhere") return all.slice(0, job.nodes);
  const sparesUpTo = (node: number) => Math.floor((node * (cluster.nodes - job.nodes)) / cluster.nodes);
  return all.filter((node) => {
    const from = node - (node % cluster.nodesPerSupernode);
    const to = Math.min(from + cluster.nodesPerSupernode, cluster.nodes);
    return node < to - (sparesUpTo(to) - sparesUpTo(from));
  });
};

/** Everything there is in a run of the reference, in plain sight. */
export class World {
  nowUs = 0;
  readonly experiment: Experiment;
  readonly faults: ReadonlyArray<Fault>;
  readonly hardware: Hardware;
  readonly tiers: ReadonlyArray<KeptTier>;
  readonly account: Account;
  readonly loops: ReadonlyArray<CoolingLoop>;
  /** The job's nodes, by place in the job. */
  readonly slots: Array<number>;
  /** The last step that the state of the job holds. */
  step = 0;
  activity: Activity = { is: "between" };
  /** What is left to do before the next step begins. */
  savesDue: Array<KeptTier> = [];
  isEvaluationDue = false;
  /** Cards that hang, and when the timeout comes. */
  readonly hung = new Map<Fault, number>();
  /** Links that are failing over, and until when. */
  readonly failingOver = new Map<Fault, number>();
  /** Since when a path is cut or fails over without a break; since when nothing moves. */
  stalledSinceUs: number | undefined;
  stillSinceUs: number | undefined;
  /** Corruptions that the state of the job holds. */
  readonly taints = new Set<Fault>();
  outage: Outage | undefined;
  readonly onJob = new Set<Fault>();
  /** Paths that were cut while the job was down, and when they would have stopped it. */
  readonly cutsWhileDown = new Set<{ readonly fault: Fault; readonly lostAtUs: number; readonly dueUs: number }>();
  readonly stops: Array<Stop> = [];
  nodeUsDown = 0;
  joules = 0;

  constructor(experiment: Experiment) {
    this.experiment = experiment;
    this.faults = scriptOf(experiment);
    this.hardware = new Hardware(experiment, this.faults);
    this.tiers = experiment.checkpoint.tiers.map((tier) => new KeptTier(tier, experiment));
    this.account = new Account(experiment.job.step);
    this.loops = loopsOf(experiment.cluster).map((_, index) => new CoolingLoop(experiment.cluster.cooling, index));
    this.slots = firstNodes(experiment);
  }

  hasInJob(fault: Fault): boolean {
    return fault.place.nodes.some((node) => this.slots.includes(node));
  }

  /** Whether a loop's cards are at work when the job steps. */
  hasLoop(loop: number): boolean {
    return this.slots.some((node) => this.hardware.places.loopOf(node) === loop);
  }

  /** Usable nodes that are not the job's, in order. */
  spares(): ReadonlyArray<number> {
    const all = Array.from({ length: this.experiment.cluster.nodes }, (_, node) => node);
    return all.filter((node) => !this.slots.includes(node) && this.hardware.isUsable(node));
  }

  isInMaintenance(): boolean {
    return this.maintenance().some(([fromUs, toUs]) => fromUs <= this.nowUs && this.nowUs < toUs);
  }

  maintenance(): ReadonlyArray<readonly [fromUs: number, toUs: number]> {
    return this.experiment.job.maintenance.map(({ at, takes }) => {
      const fromUs = instantUs(at, this.experiment.startsAt) as number;
      return [fromUs, fromUs + takes];
    });
  }

  /** Everything that is being transferred now, and how fast: those that share storage share it equally. */
  transfers(): ReadonlyArray<readonly [transfer: Transfer, rate: number]> {
    const moving: Array<Transfer> = [];
    for (const { saving, persisting } of this.tiers) {
      if (saving !== undefined && this.hung.size === 0) moving.push(saving.transfer);
      if (persisting !== undefined) moving.push(persisting.transfer);
    }
    if (this.outage?.phase.is === "loading") moving.push(this.outage.phase.transfer);
    const sharing = moving.filter(({ sharesStorage }) => sharesStorage).length;
    return moving.map((transfer) => [transfer, transfer.sharesStorage ? this.hardware.storageShare() / sharing : 1]);
  }
}

/** Whether nothing is left to transfer; without storage not even nothing is written or read. */
export const isDone = (world: World, { leftUs, sharesStorage }: Transfer): boolean =>
  leftUs < 1e-3 && !(sharesStorage && world.hardware.storageShare() === 0);
