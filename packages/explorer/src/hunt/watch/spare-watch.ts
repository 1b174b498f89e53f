import type { AnyEvent, Places, Scenario } from "@ordeal/model";

/** How many spares could be used now. Only what changed is kept, so that a large cluster costs no more. */
export class SpareWatch {
  private readonly places: Places;
  private readonly inJob: ReadonlySet<number>;
  private readonly moved = new Map<number, boolean>();
  private readonly unusable = new Map<number, number>();
  private spares: number;
  private readonly hadSpares: boolean;

  /** `inJob` are the nodes that the job starts on. */
  constructor({ cluster, job }: Scenario, places: Places, inJob: ReadonlySet<number>) {
    this.places = places;
    this.inJob = inJob;
    this.spares = cluster.nodes - job.nodes;
    this.hadSpares = this.spares > 0 && job.spares !== "unlimited";
  }

  /** Whether there were spares, and none is left. */
  get isOut(): boolean {
    return this.hadSpares && this.spares <= 0;
  }

  see(event: AnyEvent): void {
    if (!this.hadSpares) return;
    switch (event.type) {
      case "node.down":
      case "node.quarantined":
        return this.hold(event.data.node, 1);
      case "node.up":
      case "node.released":
        return this.hold(event.data.node, -1);
      case "node.assigned":
      case "node.removed":
        return this.move(event.data.node, event.type === "node.assigned");
    }
  }

  private isInJob(node: number): boolean {
    return this.moved.get(node) ?? this.inJob.has(node);
  }

  private hold(name: string, change: 1 | -1): void {
    const node = this.places.node(name);
    const before = this.unusable.get(node) ?? 0;
    const after = Math.max(0, before + change);
    this.unusable.set(node, after);
    if (!this.isInJob(node)) this.spares += Number(after === 0) - Number(before === 0);
  }

  private move(name: string, joins: boolean): void {
    const node = this.places.node(name);
    if (this.isInJob(node) === joins) return;
    this.moved.set(node, joins);
    if ((this.unusable.get(node) ?? 0) === 0) this.spares += joins ? -1 : 1;
  }
}
