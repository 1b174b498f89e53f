import type { Cluster, ComponentKind, FaultParameters, Recovery } from "@ordeal/model";
import type { Fault } from "../fault.ts";
import type { World } from "../world.ts";

/** What is known of a hazard's faults of one kind before any of them strikes. Times in microseconds. */
export interface Foreseen {
  readonly cluster: Cluster;
  readonly recovery: Recovery;
  readonly component: ComponentKind;
  readonly parameters: FaultParameters;
  readonly detectAfterUs: number | undefined;
  /** How probably one that lasts until its repair lasts longer than this. */
  readonly lastsLonger: (us: number) => number;
}

/** What a kind of fault does. Its name, targets and parameters, and how it ends, stand in `fault-kind.ts` of the model. */
export interface FaultBehaviour {
  /**
   * How probably a fault that strikes where the job is stops it, from 0 to 1: what the mean time between failures is made
   * of that Young's and Daly's intervals use.
   */
  readonly stopsJob: (foreseen: Foreseen) => number;
  /** It is of a process: on a job that has none, it strikes nothing. */
  readonly needsProcesses?: boolean;
  /** Its heal gives nodes back, and cannot touch a job that steps. */
  readonly healsApart?: boolean;
  /** It begins. */
  strike(world: World, fault: Fault): void;
  /** It is over: everything that `strike` did is undone. Called once. */
  heal(world: World, fault: Fault): void;
  /** It acts on a job that steps: when it strikes one, and again whenever the job comes back with it still there. */
  engage?(world: World, fault: Fault): void;
}

export const nothing = (): void => {};
export const always = (): number => 1;
export const never = (): number => 0;
