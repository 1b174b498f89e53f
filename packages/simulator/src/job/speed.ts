/** How long a step takes, from its healthy time and what slows it. */
export class StepTime {
  private readonly healthyUs: number;
  private readonly computeUs: number;
  private readonly communicationUs: number;
  private readonly replicasFull: number;

  constructor(healthyUs: number, linearity: number, replicasFull: number) {
    this.healthyUs = healthyUs;
    this.computeUs = healthyUs * linearity;
    this.communicationUs = healthyUs * (1 - linearity);
    this.replicasFull = replicasFull;
  }

  /**
   * `compute ÷ slowest card's speed + communication ÷ least bandwidth share`, in microseconds, rounded once. Fewer
   * replicas share the same global batch, so that each computes for longer.
   */
  of(speed: number, share: number, replicas: number): number {
    if (speed === 1 && share === 1 && replicas === this.replicasFull) return this.healthyUs;
    const compute = (this.computeUs * this.replicasFull) / (replicas * speed);
    return Math.round(compute + this.communicationUs / share);
  }
}
