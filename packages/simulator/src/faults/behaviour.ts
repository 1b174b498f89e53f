import type { Fault } from "../fault.ts";
import type { World } from "../world.ts";

/** What a kind of fault does. Its name, targets and parameters stand in `fault-kind.ts` of the model. */
export interface FaultBehaviour {
  /**
   * How long it lasts when nobody says: until it is repaired, for a `moment` only, until the process it struck is
   * restarted, or, for what nobody sees, until it is `found` and then repaired.
   */
  readonly lasts: "repair" | "moment" | "restart" | "found";
  /** Whether it stops the job, for the mean time between failures that checkpoint intervals are computed from. */
  readonly stopsJob: boolean;
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
