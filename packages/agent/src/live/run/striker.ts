import { type FaultKind, faultKinds, isMomentary, type LabFact, type Scenario } from "@ordeal/model";
import { injectors } from "../injectors/index.ts";
import type { Cease, Injector, Site } from "../injectors/injector.ts";
import { find } from "../machine/process.ts";
import type { Rank } from "../machine/rank.ts";
import { undoAll } from "../undo/undo-all.ts";
import type { ActiveFault } from "./active-fault.ts";
import { monotonicUs } from "./clock.ts";
import { type Target, Targets } from "./target.ts";
import type { Armed } from "./timetable.ts";

export interface StrikerOptions {
  readonly site: Site;
  readonly scenario: Scenario;
  readonly seed: number;
  readonly addressOf: (node: number) => string;
  /** The nodes of the job now. */
  readonly jobNodes: () => ReadonlySet<number>;
  /** Which nodes may be used has changed. */
  readonly onPlacement: (usable: ReadonlySet<number>) => void;
  readonly onFact: (fact: LabFact) => void;
  /** The run's start on the machine's monotonic clock. */
  readonly originUs: () => number;
}

/** Makes faults real, and undoes them. Everything that it changes is in the undo log before. */
export class Striker {
  private readonly options: StrikerOptions;
  private readonly targets: Targets;
  private readonly active = new Map<string, ActiveFault>();
  /** What is over at once for the journal and waits for its moment: the next copy, say. By the id of its injection. */
  private readonly lingering = new Map<string, Cease>();
  /** When strikes began that are not in place yet: what comes after is not told before them. */
  private readonly strikingUs = new Set<number>();

  constructor(options: StrikerOptions) {
    this.options = options;
    this.targets = new Targets(options.scenario, options.seed);
  }

  get faults(): ReadonlyArray<ActiveFault> {
    return [...this.active.values()];
  }

  /** Up to when everything that struck is told. */
  get toldUntilUs(): number {
    return Math.min(Number.POSITIVE_INFINITY, ...this.strikingUs);
  }

  /** What a fault strikes, as things are now. */
  pick({ spec, id }: Pick<Armed, "spec" | "id">): ReadonlyArray<Target> {
    const speeds = new Map(
      this.faults.flatMap(({ speed, targets }) =>
        speed === undefined ? [] : targets.map(({ name }) => [name, speed] as const),
      ),
    );
    return this.targets.pick(spec, id, { jobNodes: this.options.jobNodes(), speeds });
  }

  /** Why a fault never could strike here; `undefined` when it may. */
  incapacity({ spec, id }: Pick<Armed, "spec" | "id">): string | undefined {
    const injector = injectors[spec.kind];
    if (typeof injector === "string") return `a lab has no ${spec.kind}: ${injector}`;
    const unfit = this.pick({ spec, id }).find(({ address }) => !injector.targets.includes(address.component));
    if (unfit === undefined) return undefined;
    return `a lab injects ${spec.kind} into ${injector.targets.join(", ")}, found ${unfit.name}`;
  }

  /** A fault strikes. Whatever keeps it from that is told as the reason why it was skipped; nothing of it is left then. */
  async strike({ id: scriptId, spec, ttlUs }: Armed, id: string): Promise<void> {
    const { kind } = spec;
    const begunUs = monotonicUs();
    this.strikingUs.add(begunUs);
    try {
      const targets = this.pick({ spec, id });
      const reason = this.whyNot(targets);
      if (reason !== undefined) return this.skip(id, kind, begunUs, reason);
      const injector = injectors[kind] as Injector;
      const struck = this.options.site.ranks().filter((rank) => isOn(rank, targets));
      const ranks = injector.victims?.(struck, id) ?? struck;
      const { log } = this.options.site.lab.parts;
      const willUndo: Parameters<Injector["inject"]>[1]["willUndo"] = (undo) => void log.begin(id, undo);
      // Whom it strikes is known by now: from here on it takes no time.
      const atUs = monotonicUs();
      try {
        const tellPath = (isCut: boolean) =>
          this.options.onFact({ fact: "path.changed", monotonicUs: monotonicUs(), faultId: id, isCut });
        const cease = await injector.inject(this.options.site, { id, spec, targets, ranks, willUndo, tellPath });
        const lastsUs = Math.min(ttlUs, spec.duration ?? Number.POSITIVE_INFINITY);
        if (isMomentary(kind) && cease !== undefined) this.lingering.set(scriptId, cease);
        this.begin({
          ...{ id, scriptId, kind, targets, ranks },
          cease: isMomentary(kind) ? undefined : cease,
          sinceUs: atUs - this.options.originUs(),
          speed: spec.speed,
          isNodeLost: injector.isNodeLost === true,
          timer: undefined,
        });
        this.announce(spec, this.active.get(id) as ActiveFault, atUs);
        if (isMomentary(kind)) await this.heal([id]);
        else this.endAfter(id, atUs + lastsUs);
      } catch (error) {
        await undoAll(log, id);
        this.skip(id, kind, atUs, (error as Error).message);
      }
    } finally {
      this.strikingUs.delete(begunUs);
    }
  }

  private begin(fault: ActiveFault): void {
    this.active.set(fault.id, fault);
  }

  private announce(spec: Armed["spec"], { id, kind, targets, ranks, isNodeLost }: ActiveFault, atUs: number): void {
    const { onFact, addressOf } = this.options;
    onFact({
      fact: "fault.started",
      monotonicUs: atUs,
      faultId: id,
      kind,
      targets: targets.map(({ name }) => name),
      cause: spec.cause ?? kind,
      untilUs: spec.duration === undefined ? null : atUs + spec.duration,
      ranks: ranks.map(({ rank }) => rank),
      ...(spec.share === undefined ? {} : { share: spec.share }),
    });
    if (kind === "scheduler.stall") onFact({ fact: "scheduler.changed", monotonicUs: atUs, up: false });
    if (!isNodeLost) return;
    for (const node of nodesOf(targets)) {
      onFact({ fact: "node.down", monotonicUs: atUs, node: addressOf(node), faultId: id });
    }
    this.place();
  }

  private skip(faultId: string, kind: FaultKind, atUs: number, reason: string): void {
    this.options.onFact({ fact: "fault.skipped", monotonicUs: atUs, faultId, kind, reason });
  }

  private whyNot(targets: ReadonlyArray<Target>): string | undefined {
    if (targets.length === 0) return "nothing of that kind is there";
    const { safety, cluster } = this.options.scenario;
    if (safety === undefined) return undefined;
    const { maxConcurrentFaults = Number.POSITIVE_INFINITY, maxShareOfCards = 1 } = safety;
    if (this.active.size >= maxConcurrentFaults) return "safety.maxConcurrentFaults";
    const cardsOf = (struck: ReadonlyArray<Target>) =>
      struck.reduce(
        (sum, { nodes, address }) => sum + nodes.length * ("card" in address ? 1 : cluster.cardsPerNode),
        0,
      );
    const cards = this.faults.reduce((sum, fault) => sum + cardsOf(fault.targets), cardsOf(targets));
    return cards > maxShareOfCards * cluster.nodes * cluster.cardsPerNode ? "safety.maxShareOfCards" : undefined;
  }

  private endAfter(id: string, endUs: number): void {
    const fault = this.active.get(id);
    if (fault === undefined) return;
    const leftMs = (endUs - monotonicUs()) / 1_000;
    if (leftMs <= 0) void this.heal([id]);
    else fault.timer = setTimeout(() => this.endAfter(id, endUs), Math.min(TIMER_MS_MAX, Math.ceil(leftMs)));
  }

  /** A process that is gone, or was started again, took with it what had only struck it. */
  endWithProcesses(): void {
    for (const { id, kind, ranks } of this.faults) {
      if (faultKinds[kind].lasts !== "restart" || ranks.some(({ process }) => find(process) !== undefined)) continue;
      void this.heal([id]);
    }
  }

  /** Undoes faults. Returns those that were there and are gone; one that cannot be undone stays. */
  async heal(ids: ReadonlyArray<string>): Promise<ReadonlyArray<string>> {
    const healed: Array<string> = [];
    for (const id of ids) {
      const fault = this.active.get(id);
      if (fault === undefined) continue;
      clearTimeout(fault.timer);
      await fault.cease?.();
      const left = await undoAll(this.options.site.lab.parts.log, id);
      if (left.length > 0 || !this.active.delete(id)) continue;
      healed.push(id);
      this.options.onFact({ fact: "fault.ended", monotonicUs: monotonicUs(), faultId: id });
      if (fault.kind === "scheduler.stall")
        this.options.onFact({ fact: "scheduler.changed", monotonicUs: monotonicUs(), up: true });
      if (fault.isNodeLost) this.giveBack(fault);
    }
    return healed;
  }

  /** Undoes what was injected under these ids, and what is there under their own. */
  async healInjected(ids: ReadonlyArray<string>): Promise<ReadonlyArray<string>> {
    const asked = new Set(ids);
    await this.disarm(ids);
    const active = this.faults.filter(({ id, scriptId }) => asked.has(id) || asked.has(scriptId));
    return this.heal(active.map(({ id }) => id));
  }

  /** Ends what waits for its moment, of these injections. */
  private async disarm(scriptIds: ReadonlyArray<string>): Promise<void> {
    for (const id of scriptIds) {
      await this.lingering.get(id)?.();
      this.lingering.delete(id);
    }
  }

  /** Ends all. */
  async stop(): Promise<void> {
    await this.disarm([...this.lingering.keys()]);
    await this.heal(this.faults.map(({ id }) => id));
  }

  private giveBack({ targets }: ActiveFault): void {
    const lost = this.lostNodes;
    for (const node of nodesOf(targets)) {
      if (lost.has(node)) continue;
      this.options.onFact({ fact: "node.up", monotonicUs: monotonicUs(), node: this.options.addressOf(node) });
    }
    this.place();
  }

  private get lostNodes(): ReadonlySet<number> {
    return new Set(this.faults.filter(({ isNodeLost }) => isNodeLost).flatMap(({ targets }) => nodesOf(targets)));
  }

  private place(): void {
    const lost = this.lostNodes;
    const all = this.options.site.lab.parts.nodes.map(({ index }) => index);
    this.options.onPlacement(new Set(all.filter((node) => !lost.has(node))));
  }
}

/** The longest that a timer of Node's waits. */
const TIMER_MS_MAX = 2_147_483_647;

const nodesOf = (targets: ReadonlyArray<Target>): ReadonlyArray<number> => [
  ...new Set(targets.flatMap(({ nodes }) => nodes)),
];

/** Whether a rank is on what a fault strikes: of the job, every one is. */
const isOn = ({ node, card }: Rank, targets: ReadonlyArray<Target>): boolean =>
  targets.some(
    ({ nodes, address }) =>
      address.component === "job" || (nodes.includes(node) && (!("card" in address) || address.card === card)),
  );
