import { type ComponentKind, faultKinds, instantUs, isRepaired, struckComponent } from "@ordeal/model";
import { componentOf, drawNode, drawSpare, isUp } from "../cluster/select.ts";
import { Fault, type FaultNature, numbered } from "../fault/fault.ts";
import type { FaultOrigin, FaultSource } from "../fault/source.ts";
import { behaviours } from "../faults/index.ts";
import { Priority } from "../kernel/queue.ts";
import type { Stream, Streams } from "../kernel/random.ts";
import type { World } from "../world.ts";
import { Arrivals } from "./arrivals.ts";
import { whyNotExposed } from "./exposure.ts";
import { Lives } from "./lives.ts";
import { Periods } from "./periods.ts";
import { arrivalRatePerUs, drawnShares, type Hazard } from "./rate.ts";
import { type DrawRepairUs, repairOf } from "./repair.ts";
import { type Victims, victimsOf } from "./victims.ts";

/** A kind of a hazard: what every fault of it has in common, and how often it is drawn among the others. */
interface Drawable {
  readonly nature: FaultNature;
  readonly weight: number;
}

/** One hazard at work in one run: it draws when, what and who, each from a stream of its own. */
export class HazardProcess {
  private readonly world: World;
  private readonly hazard: Hazard;
  private readonly kindStream: Stream;
  private readonly victimStream: Stream;
  private readonly victims: Victims;
  /** The source of the faults that it numbers. */
  private readonly source: FaultSource<Fault>;
  private readonly kinds: ReadonlyArray<Drawable>;
  private readonly weights: number;
  private readonly component: ComponentKind;
  private readonly periods: Periods | undefined;
  private lives: Lives | undefined;
  private count = 0;

  constructor(world: World, hazard: Hazard) {
    this.world = world;
    this.hazard = hazard;
    this.kindStream = this.lastingStreamFor("kind");
    this.victimStream = this.lastingStreamFor("victim");
    const shares = drawnShares(hazard, world.ground);
    const weights = hazard.kinds.map(({ weight }, index) => weight * (shares[index] as number));
    const { periods, id } = hazard;
    this.periods =
      periods === undefined ? undefined : new Periods(periods, weights, world.chance, `hazard/${id}`, world.endUs);
    this.kinds = hazard.kinds.map((kind, index) => ({
      weight: weights[index] as number,
      nature: {
        kind: kind.kind,
        lasts: faultKinds[kind.kind].lasts,
        detection: faultKinds[kind.kind].detection,
        behaviour: behaviours[kind.kind],
        parameters: kind,
        component: struckComponent(kind.kind, hazard.target),
        tally: world.job.state.record.tally(kind.kind, kind.cause),
        durationUs: undefined,
        ttlUs: Number.POSITIVE_INFINITY,
        repair: this.inPeriods(repairOf(kind.repair ?? hazard.repair ?? world.ground.scenario.cluster.repair)),
        detectAfterUs: kind.detectAfter,
      },
    }));
    this.weights = this.kinds.reduce((sum, { weight }) => sum + weight, 0);
    this.component = drawnComponent((this.kinds[0] as Drawable).nature.component);
    this.victims = victimsOf(
      hazard.victims,
      world.ground.topology.count(this.component),
      world.chance.fixedStream(`hazard/${hazard.id}/lemons`),
    );
    this.source = this.sourceOf(hazard.id, "hazard", world.chance.lastingStreams(`hazard/${hazard.id}/fault`));
  }

  /** Repairs of one period have something in common. */
  private inPeriods(repair: DrawRepairUs): DrawRepairUs {
    const { periods, world } = this;
    if (periods === undefined) return repair;
    return (stream) => repair(periods.repairChance(world.clock.nowUs, stream));
  }

  private sourceOf(name: string, origin: FaultOrigin, streams: Pick<Streams, "at">): FaultSource<Fault> {
    const { burst, life, relapse } = this.hazard;
    const isFollowed = life !== undefined || relapse !== undefined || this.victims.curedByRepair > 0;
    return {
      name,
      origin,
      scriptId: undefined,
      isAlone: burst === undefined && life === undefined,
      streams,
      onEnd: isFollowed ? (fault) => this.repaired(fault) : undefined,
    };
  }

  /** The source of a single fault, which others brought about. */
  private sourceOfOne(id: string, origin: FaultOrigin): FaultSource<Fault> {
    return this.sourceOf(id, origin, { at: () => this.streamFor(id) });
  }

  private streamFor(purpose: string): Stream {
    return this.world.chance.stream(`hazard/${this.hazard.id}/${purpose}`);
  }

  private lastingStreamFor(purpose: string): Stream {
    return this.world.chance.lastingStream(`hazard/${this.hazard.id}/${purpose}`);
  }

  /** Plans the first arrival; each arrival plans the next. */
  start(): void {
    const { hazard, world } = this;
    if (hazard.life !== undefined) {
      const { component } = (this.kinds[0] as Drawable).nature;
      this.lives = new Lives(
        hazard.life,
        world.ground.topology.count(component),
        world.chance,
        `hazard/${hazard.id}/life`,
      );
      this.scheduleLife();
    } else if (typeof hazard.arrivals === "object" && "trace" in hazard.arrivals) {
      for (const at of hazard.arrivals.trace)
        this.push(instantUs(at, world.ground.scenario.startsAt) ?? 0, () => this.arrive());
    } else {
      const rate = arrivalRatePerUs(hazard, world.ground);
      if (rate === 0) return;
      const stream = this.lastingStreamFor("arrival");
      const arrivals = new Arrivals(world, hazard.id, hazard.arrivals, 1 / rate, stream, this.arrive, this.periods);
      world.chance.onRedraw(() => arrivals.redraw());
    }
  }

  private scheduleLife(): void {
    const atUs = this.lives?.peekUs() ?? Number.POSITIVE_INFINITY;
    if (atUs >= this.world.endUs) return;
    this.push(Math.max(this.world.clock.nowUs, Math.round(atUs)), () => {
      // A life that was renewed meanwhile makes this entry stale.
      if (this.lives?.peekUs() !== atUs) return;
      const index = this.lives.pop();
      this.strike(this.drawKind(), index, this.source, ++this.count);
      this.scheduleLife();
    });
  }

  private push(atUs: number, happen: () => void): void {
    if (atUs >= this.world.endUs) return;
    this.world.clock.queue.push({ atUs, priority: Priority.fault, id: this.hazard.id, happen });
  }

  private readonly arrive = (): void => {
    const { burst, id } = this.hazard;
    this.strikeSomebody(this.source, ++this.count);
    if (burst === undefined || this.kindStream.uniform() >= burst.probability) return;
    for (let extra = 1; extra <= burst.extra; extra++) {
      this.strikeSomebody(this.sourceOfOne(`${id}#${this.count}.b${extra}`, "burst"), 0);
    }
  };

  private strikeSomebody(source: FaultSource<Fault>, ordinal: number): void {
    const nature = this.drawKind();
    const target = this.drawTarget(nature.component);
    if (target !== NOBODY) this.strike(nature, target, source, ordinal);
  }

  private drawKind(): FaultNature {
    return this.periods === undefined ? this.drawSteadyKind() : this.drawKindOfPeriod(this.periods);
  }

  private drawKindOfPeriod(periods: Periods): FaultNature {
    const weights = periods.weightsAt(this.world.clock.nowUs);
    let left = this.kindStream.uniform() * weights.reduce((sum, weight) => sum + weight, 0);
    const drawn = this.kinds.find((_, index) => {
      left -= weights[index] as number;
      return left < 0;
    });
    return (drawn ?? (this.kinds[this.kinds.length - 1] as Drawable)).nature;
  }

  private drawSteadyKind(): FaultNature {
    const { kinds } = this;
    let left = this.kindStream.uniform() * this.weights;
    for (let index = 0; index < kinds.length; index++) {
      const drawn = kinds[index] as Drawable;
      left -= drawn.weight;
      if (left < 0) return drawn.nature;
    }
    return (kinds[kinds.length - 1] as Drawable).nature;
  }

  /**
   * A component of this kind by the hazard's target and victim law; -1 when the draw found none, {@link NOBODY} when it
   * fell to a lemon that was cured.
   */
  private drawTarget(component: ComponentKind): number {
    const { world, victimStream: stream } = this;
    const { target } = this.hazard;
    const { topology } = world.ground;
    if (!isDrawn(component)) return 0;
    if (target === undefined) {
      const drawn = drawnComponent(component);
      const victim = drawn === this.component ? this.victims.draw(stream) : stream.index(topology.count(drawn));
      if (victim < 0) return NOBODY;
      return drawn === component ? victim : componentOf(component, victim, world, stream);
    }
    if (target.by === "slowest") return -1;
    const scope = target.by === "draw" ? target.of : target;
    if (scope === "cluster") return stream.index(topology.count(component));
    if (typeof scope === "object" && scope.address.component === component) {
      const matching = topology.matching(scope.address);
      return matching[stream.index(matching.length)] ?? -1;
    }
    const node = scope === "spares" ? drawSpare(world, stream) : drawNode(scope, world, stream);
    return componentOf(component, node, world, stream);
  }

  private strike(nature: FaultNature, index: number, source: FaultSource<Fault>, ordinal: number): void {
    const { world, hazard } = this;
    const isDown = index < 0 || !isUp(nature.component, index, world);
    const reason = isDown ? "already down" : whyNotExposed(world, nature, index, hazard.exposed);
    if (reason !== undefined) {
      world.faults.skip(numbered(source.name, ordinal), nature.kind, reason);
      this.lives?.renew(index, world.clock.nowUs);
      return;
    }
    world.faults.strike(new Fault(world.faults, nature, source, ordinal, [index]));
  }

  /** A repair may cure the lemons that it was done on; a restart of a process is none. */
  private cure({ kind, component }: FaultNature, index: number, id: string): void {
    const { victims, world } = this;
    if (victims.curedByRepair === 0 || !isRepaired(kind)) return;
    const stream = this.streamFor(`${id}/cure`);
    if (stream.uniform() >= victims.curedByRepair) return;
    if (this.component !== "node") return victims.cure(index);
    const [from, end] = world.ground.topology.nodesOf(component, index);
    for (let node = from; node < end; node++) victims.cure(node);
  }

  /** A component is back: it may be a lemon no more, it may relapse, and its new life begins. */
  private repaired({ nature, targets, id }: Fault): void {
    const { world, hazard } = this;
    const index = targets[0] as number;
    this.cure(nature, index, id);
    if (this.lives !== undefined) {
      this.lives.renew(index, world.clock.nowUs);
      this.scheduleLife();
    }
    const { relapse } = hazard;
    if (relapse === undefined) return;
    const stream = this.streamFor(`${id}/relapse`);
    if (stream.uniform() >= relapse.probability) return;
    const afterUs = Math.round(stream.uniform() * relapse.within);
    const again = `${id}.r`;
    world.clock.after(afterUs, Priority.fault, again, () =>
      this.strike(nature, index, this.sourceOfOne(again, "relapse"), 0),
    );
  }
}

/** What stands for a fault that strikes nobody, and is none. */
const NOBODY = -2;

/** The component a victim law draws: nodes for what lies in them, else the component itself. */
const drawnComponent = (component: ComponentKind): ComponentKind =>
  component === "card" || component === "uplink" || component === "rack" ? "node" : component;

const isDrawn = (component: ComponentKind): boolean =>
  component !== "job" && component !== "storage" && component !== "scheduler" && component !== "tier";
