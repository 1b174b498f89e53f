import type { Fault } from "../fault/fault.ts";

/** What a job does to faults. */
export interface JobFaults {
  /** Takes the nodes of a fault that was found out of use. */
  cordon(fault: Fault): void;
  /** Ends a fault that was in a process that is gone. */
  end(fault: Fault): void;
  /** The job steps again: faults that are still there act on it again. */
  reapply(): void;
  /** Whether any may do so once the job has taken a node in, given whether a path of it is cut. */
  mayReapply(isPathCut: boolean, node: number): boolean;
  /** Takes the place of a failed node with a fresh one. */
  renewNode(node: number): void;
  /** Whether nothing but a fault ails the node that it struck, and nothing follows from its end. */
  isAlone(fault: Fault): boolean;
  /** Stragglers that were found, and wait for a spare. */
  readonly awaitingSpare: ReadonlySet<Fault>;
}
