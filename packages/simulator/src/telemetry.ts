import { type ComponentKind, effectOf } from "@ordeal/model";
import type { Fault } from "./fault/fault.ts";
import type { World } from "./world.ts";

/** The most cards, and supernodes, that are listed one by one. */
const CARDS_MAX = 4_096;
const SUPERNODES_MAX = 1_024;
/** The most cards that are looked at. */
const LOOKED_AT_MAX = 16_384;

type Mutable<A> = { -readonly [K in keyof A]: A[K] };

/**
 * A card, as its own sensors show it. A silent fault shows nothing. One that does not work
 * draws nothing that anybody could measure; its temperature is that of its loop.
 */
export interface CardReading {
  readonly node: string;
  /** Which card of its node. */
  readonly card: number;
  /** Whether it works: one that crashed, or has no power, does not. */
  readonly healthy: boolean;
  readonly temperatureC: number;
  readonly powerW: number;
  /** Its clock ÷ its full clock; 0 where it does not work. */
  readonly clockShare: number;
  /** Whether its node can be asked for it: one that crashed, or has no power, cannot. */
  readonly hostUp: boolean;
  /** Whether it computes for the job at this instant. */
  readonly computes: boolean;
  /** Whether all its uplinks have their full bandwidth. */
  readonly linkUp: boolean;
  readonly inJob: boolean;
}

/** A supernode as a whole. */
export interface SupernodeReading {
  readonly supernode: string;
  readonly cards: number;
  readonly cardsHealthy: number;
  readonly temperatureC: number;
  readonly powerW: number;
  readonly nodesDown: number;
}

/** What the sensors of a cluster show at one instant. Temperatures in °C, power in watts. */
export interface Telemetry {
  /** The cards of the whole cluster. */
  readonly cardsTotal: number;
  /** Supernodes, in the order of their addresses: those that something is wrong with before any other. */
  readonly supernodes: ReadonlyArray<SupernodeReading>;
  readonly supernodesLeftOut: number;
  /** The cards that are not as all others, or every card of a small cluster, in the order of their addresses. */
  readonly cards: ReadonlyArray<CardReading>;
  /** How many more of those there are than are listed; those beyond what is looked at count, whole or not. */
  readonly cardsLeftOut: number;
}

interface LoopReading {
  readonly temperatureC: number;
  readonly speed: number;
  readonly powerW: number;
  readonly isLoaded: boolean;
}

/**
 * Reads the sensors. Looking changes nothing; the world must have caught up. Work and answer are bounded. A cluster of at
 * most `everyCardUpTo` cards shows every one of them.
 */
export const telemetryOf = (world: World, everyCardUpTo = 0): Telemetry => {
  const { topology } = world.ground;
  const loops = new Map<number, LoopReading>();
  const loopOf = (node: number): LoopReading => {
    const index = topology.loopOf(node);
    const known = loops.get(index) ?? readLoop(world, index);
    loops.set(index, known);
    return known;
  };
  const isSmall = topology.count("card") <= everyCardUpTo;
  const touched = isSmall ? bounded(world, [[0, topology.count("card")]]) : touchedCards(world);
  const nodesDown = nodesDownBySupernode(world);
  const shown = shownSupernodes(world, touched, nodesDown);
  const readings = new Map<number, Mutable<SupernodeReading>>();
  for (const supernode of shown) {
    const [from, end] = topology.nodesOfSupernode(supernode);
    const cards = (end - from) * topology.cardsPerNode;
    const { temperatureC, powerW } = loopOf(from);
    readings.set(supernode, {
      supernode: topology.name("supernode", supernode),
      cards,
      cardsHealthy: cards,
      temperatureC,
      powerW: cards * powerW,
      nodesDown: nodesDown.get(supernode) ?? 0,
    });
  }
  const sick = new Set(world.loops.notHealthy());
  const cards: Array<CardReading> = [];
  let cardsLeftOut = touched.beyond;
  for (const [from, end] of touched.ranges) {
    for (let index = from; index < end; index++) {
      const node = nodeOf(world, index);
      const loop = loopOf(node);
      const reading = readCard(world, index, loop);
      const supernode = readings.get(topology.supernodeOf(node));
      if (supernode !== undefined) {
        supernode.powerW += reading.powerW - loop.powerW;
        if (!reading.healthy) supernode.cardsHealthy--;
      }
      if (!isSmall && reading.healthy && reading.linkUp && !sick.has(topology.loopOf(node))) continue;
      if (cards.length < CARDS_MAX) cards.push(reading);
      else cardsLeftOut++;
    }
  }
  return {
    cardsTotal: topology.count("card"),
    supernodes: [...readings.values()],
    supernodesLeftOut: topology.supernodes - readings.size,
    cards,
    cardsLeftOut,
  };
};

/** Cards that are looked at one by one: from each range's first to before its last, in order and apart. */
interface Touched {
  readonly ranges: ReadonlyArray<Range>;
  /** Where looking ends: the first supernode of which not every card that is touched is looked at. */
  readonly endSupernode: number;
  /** How many more cards are touched than are looked at. */
  readonly beyond: number;
}

type Range = readonly [from: number, end: number];

/** The cards in or below a fault that shows on a card, or in a loop that is not healthy. */
const touchedCards = (world: World): Touched => {
  const { topology } = world.ground;
  const found = new Map<string, Range>();
  const addNodes = ([from, end]: Range) => {
    const range = [from * topology.cardsPerNode, end * topology.cardsPerNode] as const;
    found.set(range.join(), range);
  };
  const addCard = (card: number) => found.set(`${card}`, [card, card + 1]);
  for (const { component, targets } of world.faults.active) {
    if (!showsOnCards.has(component)) continue;
    for (const index of targets) {
      if (component === "card") addCard(index);
      else if (component === "uplink") addCard(cardOfUplink(world, index));
      else addNodes(topology.nodesOf(component, index));
    }
  }
  for (const loop of world.loops.notHealthy()) addNodes(topology.nodesOfLoop(loop));
  return bounded(world, merged([...found.values()]));
};

/** The components whose faults a card's own sensors show. */
const showsOnCards: ReadonlySet<ComponentKind> = new Set(["card", "uplink", "node", "rack", "tor", "supernode"]);

/** Ranges in order, those that overlap or meet made one. */
const merged = (ranges: ReadonlyArray<Range>): ReadonlyArray<Range> => {
  const all: Array<Mutable<Range>> = [];
  for (const [from, end] of ranges.toSorted(([a], [b]) => a - b)) {
    const last = all.at(-1);
    if (last === undefined || from > last[1]) all.push([from, end]);
    else last[1] = Math.max(last[1], end);
  }
  return all;
};

/** The ranges up to so many cards; the supernode in which that bound lies is not looked at. */
const bounded = ({ ground: { topology } }: World, all: ReadonlyArray<Range>): Touched => {
  let left = LOOKED_AT_MAX;
  let endCard = Number.POSITIVE_INFINITY;
  for (const [from, end] of all) {
    if (end - from > left) {
      const supernode = topology.supernodeOf(Math.floor((from + left) / topology.cardsPerNode));
      endCard = topology.nodesOfSupernode(supernode)[0] * topology.cardsPerNode;
      break;
    }
    left -= end - from;
  }
  const ranges = all.flatMap(([from, end]) => (from < endCard ? [[from, Math.min(end, endCard)] as const] : []));
  const count = (some: ReadonlyArray<Range>) => some.reduce((sum, [from, end]) => sum + end - from, 0);
  const endSupernode = Number.isFinite(endCard)
    ? topology.supernodeOf(endCard / topology.cardsPerNode)
    : topology.supernodes;
  return { ranges, endSupernode, beyond: count(all) - count(ranges) };
};

const nodesDownBySupernode = ({ fleet, ground: { topology } }: World): ReadonlyMap<number, number> => {
  const down = new Map<number, number>();
  for (const node of fleet.nodesDown()) {
    const supernode = topology.supernodeOf(node);
    down.set(supernode, (down.get(supernode) ?? 0) + 1);
  }
  return down;
};

/** The supernodes to list, in order: first those that are touched or have nodes down, as far as they are looked at. */
const shownSupernodes = (
  { ground: { topology } }: World,
  { ranges, endSupernode }: Touched,
  nodesDown: ReadonlyMap<number, number>,
): ReadonlyArray<number> => {
  const shown = new Set<number>();
  const show = (supernode: number): void => {
    if (shown.size < SUPERNODES_MAX && supernode < endSupernode) shown.add(supernode);
  };
  for (const [from, end] of ranges) {
    const last = topology.supernodeOf(Math.floor((end - 1) / topology.cardsPerNode));
    const first = topology.supernodeOf(Math.floor(from / topology.cardsPerNode));
    for (let supernode = first; supernode <= last && shown.size < SUPERNODES_MAX; supernode++) show(supernode);
  }
  for (const supernode of [...nodesDown.keys()].sort((a, b) => a - b)) show(supernode);
  for (let supernode = 0; supernode < endSupernode && shown.size < SUPERNODES_MAX; supernode++) show(supernode);
  return [...shown].sort((a, b) => a - b);
};

const readCard = (world: World, index: number, loop: LoopReading): CardReading => {
  const { topology } = world.ground;
  const node = nodeOf(world, index);
  const card = index % topology.cardsPerNode;
  const hostUp = !isPoweredOff(world, node);
  const healthy = loop.speed > 0 && hostUp && !hasCrashed(world, index);
  const inJob = world.fleet.isInJob(node);
  return {
    node: topology.name("node", node),
    card,
    healthy,
    temperatureC: loop.temperatureC,
    powerW: healthy ? loop.powerW : 0,
    clockShare: healthy ? loop.speed : 0,
    hostUp,
    computes: healthy && inJob && loop.isLoaded,
    linkUp: uplinksOf(world, card).every((port) => world.fabric.uplinkShare(node, port) === 1),
    inJob,
  };
};

/** A loop's cards all draw what the job asks of them, or idle. P(f) = P_idle + f (P_load − P_idle). */
const readLoop = (world: World, index: number): LoopReading => {
  const { idleW, loadW } = world.ground.scenario.cluster.cooling;
  const { temperatureC, speed, isLoaded } = world.loops.look(index);
  const powerW = speed === 0 ? 0 : isLoaded ? idleW + speed * (loadW - idleW) : idleW;
  return { temperatureC, speed, powerW, isLoaded };
};

const nodeOf = ({ ground }: World, card: number): number => Math.floor(card / ground.topology.cardsPerNode);

/** A node's uplinks are shared out among its cards. */
const cardOfUplink = ({ ground }: World, uplink: number): number => {
  const { uplinks, cardsPerNode } = ground.topology;
  return Math.floor(uplink / uplinks) * cardsPerNode + Math.floor(((uplink % uplinks) * cardsPerNode) / uplinks);
};

const uplinksOf = ({ ground }: World, card: number): ReadonlyArray<number> => {
  const { uplinks, cardsPerNode } = ground.topology;
  return Array.from({ length: uplinks }, (_, port) => port).filter(
    (port) => Math.floor((port * cardsPerNode) / uplinks) === card,
  );
};

const holds = (world: World, node: number, is: (fault: Fault) => boolean): boolean =>
  [...world.fleet.holdersOf(node)].some((holder) => "source" in holder && is(holder as Fault));

const isPoweredOff = (world: World, node: number): boolean =>
  holds(world, node, ({ kind, component }) => effectOf(kind) === "nodes down" && component !== "card");

const hasCrashed = (world: World, card: number): boolean => holds(world, nodeOf(world, card), takesCard(card));

const takesCard =
  (card: number) =>
  ({ kind, component, targets }: Fault): boolean =>
    effectOf(kind) === "nodes down" && component === "card" && targets.includes(card);
