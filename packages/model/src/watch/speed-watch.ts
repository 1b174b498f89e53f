import type { AnyEvent } from "../event.ts";
import type { Scenario } from "../experiment.ts";
import { effectOf, isOfLinks } from "../fault-kind.ts";
import type { Job } from "../job.ts";

/** Kinds whose faults may slow a step, or may have left it slow while the job was down; loops say so themselves. */
const slows = (kind: string): boolean => effectOf(kind) === "cards slow" || isOfLinks(kind);

/** How long a step takes, as far as the journal tells: when it changes, and when nothing can slow it. */
export class SpeedWatch {
  private readonly job: Job;
  private readonly replicasFull: number;
  private replicas: number;
  private readonly slowing = new Set<string>();
  private readonly throttled = new Set<string>();
  private loopChangedUs = -1;
  /** Of the steps that begin from now on; `undefined` where the journal does not tell. */
  stepUs: number | undefined;
  /** Whether the last change was a heal's doing: faults do not quicken a step, and loops that do say so. */
  isHeal = false;

  constructor({ cluster, job }: Scenario) {
    this.job = job;
    this.replicasFull = (job.nodes * cluster.cardsPerNode) / (job.cardsPerReplica ?? cluster.cardsPerNode);
    this.replicas = this.replicasFull;
    this.stepUs = job.step;
  }

  see(event: AnyEvent): void {
    switch (event.type) {
      case "fault.started":
        if (slows(event.data.kind) && !event.data.targets.includes("storage")) this.slowing.add(event.data.faultId);
        return;
      case "fault.ended":
        this.slowing.delete(event.data.faultId);
        return;
      case "loop.throttled":
        this.loopChangedUs = event.atUs;
        this.throttled.add(event.data.loop);
        return;
      case "loop.released":
      case "loop.restored":
        this.loopChangedUs = event.atUs;
        this.throttled.delete(event.data.loop);
        return;
      case "job.shrunk":
      case "job.grown":
        this.replicas = event.data.replicas;
        return;
      case "speed.changed":
        this.isHeal = event.data.stepUs < (this.stepUs ?? 0) && this.loopChangedUs !== event.atUs;
        this.stepUs = event.data.stepUs;
        return;
      case "job.resumed":
        this.stepUs = (event.data as { readonly stepUs?: number }).stepUs ?? this.unslowedUs;
    }
  }

  /** The step time when no card and no path is slow; `undefined` when one may be. */
  get unslowedUs(): number | undefined {
    if (this.slowing.size > 0 || this.throttled.size > 0) return undefined;
    const { step, linearity } = this.job;
    if (this.replicas === this.replicasFull) return step;
    // Fewer replicas share the same global batch, so that each computes for longer; communication stays as it was.
    return Math.round((step * linearity * this.replicasFull) / this.replicas + step * (1 - linearity));
  }
}
