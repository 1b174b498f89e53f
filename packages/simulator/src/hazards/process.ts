import { type ComponentKind, faultKinds, instantUs, type Scenario } from "@ordeal/model";
import { componentOf, drawNode, isUp } from "../cluster/select.ts";
import type { FaultOrigin } from "../fault.ts";
import { makeFault } from "../faults/make.ts";
import { Priority } from "../kernel/queue.ts";
import { type Stream, streamOf } from "../kernel/random.ts";
import { fleetRatePerUs } from "../plan.ts";
import type { World } from "../world.ts";
import { gapsOf } from "./arrivals.ts";
import { Lives } from "./lives.ts";
import { victimsOf } from "./victims.ts";

type Hazard = Scenario["hazards"][number];
type HazardKind = Hazard["kinds"][number];

/** One hazard at work in one run: it draws when, what and who, each from a stream of its own. */
export class HazardProcess {
  private readonly world: World;
  private readonly hazard: Hazard;
  private readonly kindStream: Stream;
  private readonly victimStream: Stream;
  private readonly drawVictim: (stream: Stream) => number;
  private readonly weights: number;
  private readonly component: ComponentKind;
  private lives: Lives | undefined;
  private count = 0;

  constructor(world: World, hazard: Hazard) {
    this.world = world;
    this.hazard = hazard;
    this.kindStream = this.streamFor("kind");
    this.victimStream = this.streamFor("victim");
    this.weights = hazard.kinds.reduce((sum, { weight }) => sum + weight, 0);
    this.component = drawnComponent(faultKinds[(hazard.kinds[0] as HazardKind).kind].targets[0]);
    this.drawVictim = victimsOf(hazard.victims, world.plan.topology.count(this.component), this.streamFor("lemons"));
  }

  private streamFor(purpose: string): Stream {
    return streamOf(this.world.seed, `hazard/${this.hazard.id}/${purpose}`);
  }

  /** Plans the first arrival; each arrival plans the next. */
  start(): void {
    const { hazard, world } = this;
    if (hazard.life !== undefined) {
      const component = faultKinds[(hazard.kinds[0] as HazardKind).kind].targets[0];
      this.lives = new Lives(hazard.life, world.plan.topology.count(component), world.seed, `hazard/${hazard.id}/life`);
      this.planLife();
    } else if (typeof hazard.arrivals === "object" && "trace" in hazard.arrivals) {
      for (const at of hazard.arrivals.trace)
        this.planArrival(instantUs(at, world.plan.scenario.startsAt) ?? 0, () => {});
    } else {
      const rate = arrivalRatePerUs(hazard, world);
      if (rate > 0) this.planGaps(gapsOf(hazard.arrivals, 1 / rate), this.streamFor("arrival"), 0);
    }
  }

  private planGaps(gap: (stream: Stream) => number, stream: Stream, fromUs: number): void {
    const atUs = fromUs + gap(stream);
    this.planArrival(Math.round(atUs), () => this.planGaps(gap, stream, atUs));
  }

  private planLife(): void {
    const atUs = this.lives?.peekUs() ?? Number.POSITIVE_INFINITY;
    if (atUs >= this.world.plan.endUs) return;
    this.push(Math.max(this.world.nowUs, Math.round(atUs)), () => {
      // A life that was renewed meanwhile makes this entry stale.
      if (this.lives?.peekUs() !== atUs) return;
      const index = this.lives.pop();
      this.strike(this.drawKind(), index, `${this.hazard.id}#${++this.count}`, "hazard");
      this.planLife();
    });
  }

  private push(atUs: number, happen: () => void): void {
    this.world.queue.push({ atUs, priority: Priority.fault, id: `${this.hazard.id}#${this.count + 1}`, happen });
  }

  private planArrival(atUs: number, then: () => void): void {
    if (atUs >= this.world.plan.endUs) return;
    this.push(atUs, () => {
      this.arrive(`${this.hazard.id}#${++this.count}`, "hazard");
      then();
    });
  }

  private arrive(id: string, origin: FaultOrigin): void {
    this.strikeSomebody(id, origin);
    const { burst } = this.hazard;
    if (burst === undefined || this.kindStream.uniform() >= burst.probability) return;
    for (let extra = 1; extra <= burst.extra; extra++) this.strikeSomebody(`${id}.b${extra}`, "burst");
  }

  private strikeSomebody(id: string, origin: FaultOrigin): void {
    const kind = this.drawKind();
    this.strike(kind, this.drawTarget(faultKinds[kind.kind].targets[0]), id, origin);
  }

  private drawKind(): HazardKind {
    const { kinds } = this.hazard;
    let left = this.kindStream.uniform() * this.weights;
    for (const kind of kinds) {
      left -= kind.weight;
      if (left < 0) return kind;
    }
    return kinds[kinds.length - 1] as HazardKind;
  }

  /** A component of this kind by the hazard's target and victim law; -1 when the draw found none. */
  private drawTarget(component: ComponentKind): number {
    const { world, victimStream: stream } = this;
    const { target } = this.hazard;
    const { topology } = world.plan;
    if (!isDrawn(component)) return 0;
    if (target === undefined) {
      const drawn = drawnComponent(component);
      const victim = drawn === this.component ? this.drawVictim(stream) : stream.index(topology.count(drawn));
      return drawn === component ? victim : componentOf(component, victim, world, stream);
    }
    if (target.by === "slowest") return -1;
    const scope = target.by === "draw" ? target.of : target;
    if (scope === "cluster") return stream.index(topology.count(component));
    if (typeof scope === "object" && scope.address.component === component) {
      const matching = topology.matching(scope.address);
      return matching[stream.index(matching.length)] ?? -1;
    }
    return componentOf(component, drawNode(scope, world, stream), world, stream);
  }

  private strike(kind: HazardKind, index: number, id: string, origin: FaultOrigin): void {
    const { world, hazard } = this;
    const component = faultKinds[kind.kind].targets[0];
    if (index < 0 || !isUp(component, index, world)) {
      world.record.faultsSkipped++;
      world.journal.say(world.nowUs, "fault.skipped", { faultId: id, kind: kind.kind, reason: "already down" });
      this.lives?.renew(index, world.nowUs);
      return;
    }
    const fault = makeFault(world, {
      id,
      kind: kind.kind,
      parameters: kind,
      component,
      targets: [index],
      origin,
      cause: kind.cause,
      durationUs: undefined,
      repair: kind.repair ?? hazard.repair ?? world.plan.scenario.cluster.repair,
      detectAfterUs: kind.detectAfter,
      onEnd: () => this.repaired(kind, index, id),
    });
    world.strike(fault);
  }

  /** A component is back: it may relapse, and its new life begins. */
  private repaired(kind: HazardKind, index: number, id: string): void {
    const { world, hazard } = this;
    if (this.lives !== undefined) {
      this.lives.renew(index, world.nowUs);
      this.planLife();
    }
    const { relapse } = hazard;
    if (relapse === undefined) return;
    const stream = streamOf(world.seed, `relapse/${id}`);
    if (stream.uniform() >= relapse.probability) return;
    const afterUs = Math.round(stream.uniform() * relapse.within);
    world.after(afterUs, Priority.fault, `${id}.r`, () => this.strike(kind, index, `${id}.r`, "relapse"));
  }
}

/** The component a victim law draws: nodes for what lies in them, else the component itself. */
const drawnComponent = (component: ComponentKind): ComponentKind =>
  component === "card" || component === "uplink" || component === "rack" ? "node" : component;

const isDrawn = (component: ComponentKind): boolean =>
  component !== "job" && component !== "storage" && component !== "scheduler" && component !== "tier";

/**
 * Arrivals a microsecond: the hazard's rate less the bursts and relapses that it counts in. A rate per component counts
 * the components that its target leaves.
 */
const arrivalRatePerUs = (hazard: Hazard, world: World): number => {
  const extra = hazard.burst === undefined ? 0 : hazard.burst.probability * hazard.burst.extra;
  const relapses = hazard.relapse?.probability ?? 0;
  const all = fleetRatePerUs(hazard, world.plan.topology) * exposedShare(hazard, world);
  return (all * (1 - relapses)) / (1 + extra);
};

const exposedShare = ({ target, rate }: Hazard, world: World): number => {
  const { topology, scenario } = world.plan;
  if (target === undefined || target.by === "slowest" || rate?.per === "fleet" || rate?.per === "job") return 1;
  const scope = target.by === "draw" ? target.of : target;
  if (scope === "cluster") return 1;
  if (scope === "job") return scenario.job.nodes / topology.nodes;
  if (scope === "spares") return 1 - scenario.job.nodes / topology.nodes;
  let nodes = 0;
  for (const index of topology.matching(scope.address)) {
    const [from, end] = topology.nodesOf(scope.address.component, index);
    nodes += end - from;
  }
  return nodes === 0 ? 1 : nodes / topology.nodes;
};
