import type { Fault } from "./fault.ts";
import type { World } from "./world.ts";

/** The most cards that are listed one by one. */
const CARDS_MAX = 4_096;

/**
 * A card that is not as it should be, as its own sensors show it. A silent fault shows nothing. One that does not work
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
  readonly supernodes: ReadonlyArray<SupernodeReading>;
  /** The cards that are not as all others, in the order of their addresses. */
  readonly cards: ReadonlyArray<CardReading>;
  /** How many more of those there are than are listed. */
  readonly cardsLeftOut: number;
}

interface LoopReading {
  readonly temperatureC: number;
  readonly speed: number;
  readonly powerW: number;
}

/** Reads the sensors. Looking changes nothing; the world must have caught up. Work grows with what is not healthy. */
export const telemetryOf = (world: World): Telemetry => {
  const { topology } = world.plan;
  const loops = new Map<number, LoopReading>();
  const loopOf = (node: number): LoopReading => {
    const index = topology.loopOf(node);
    const known = loops.get(index) ?? readLoop(world, index);
    loops.set(index, known);
    return known;
  };
  const supernodes = Array.from({ length: topology.supernodes }, (_, supernode) => {
    const [from, end] = topology.nodesOfSupernode(supernode);
    const cards = (end - from) * topology.cardsPerNode;
    const { temperatureC, powerW } = loopOf(from);
    const name = topology.name("supernode", supernode);
    return { supernode: name, cards, cardsHealthy: cards, temperatureC, powerW: cards * powerW, nodesDown: 0 };
  });
  const sick = new Set(world.loops.notHealthy());
  const cards: Array<CardReading> = [];
  for (const index of touchedCards(world)) {
    const node = nodeOf(world, index);
    const loop = loopOf(node);
    const reading = readCard(world, index, loop);
    const supernode = supernodes[topology.supernodeOf(node)] as (typeof supernodes)[number];
    supernode.powerW += reading.powerW - loop.powerW;
    if (!reading.healthy) supernode.cardsHealthy--;
    if (!reading.healthy || !reading.linkUp || sick.has(topology.loopOf(node))) cards.push(reading);
  }
  for (const node of world.fleet.nodesDown()) {
    (supernodes[topology.supernodeOf(node)] as (typeof supernodes)[number]).nodesDown++;
  }
  return { supernodes, cards: cards.slice(0, CARDS_MAX), cardsLeftOut: Math.max(0, cards.length - CARDS_MAX) };
};

/** The cards in or below an active fault, or in a loop that is not healthy, in the order of their addresses. */
const touchedCards = (world: World): ReadonlyArray<number> => {
  const { topology } = world.plan;
  const found = new Set<number>();
  const addNodes = ([from, end]: readonly [number, number]) => {
    for (let card = from * topology.cardsPerNode; card < end * topology.cardsPerNode; card++) found.add(card);
  };
  for (const { component, targets } of world.faults.list()) {
    for (const index of targets) {
      if (component === "card") found.add(index);
      else if (component === "uplink") found.add(cardOfUplink(world, index));
      else addNodes(topology.nodesOf(component, index));
    }
  }
  for (const loop of world.loops.notHealthy()) addNodes(topology.nodesOfLoop(loop));
  return [...found].sort((a, b) => a - b);
};

const readCard = (world: World, index: number, loop: LoopReading): CardReading => {
  const { topology } = world.plan;
  const node = nodeOf(world, index);
  const card = index % topology.cardsPerNode;
  const healthy = loop.speed > 0 && !isPoweredOff(world, node) && !hasCrashed(world, index);
  return {
    node: world.nodeName(node),
    card,
    healthy,
    temperatureC: loop.temperatureC,
    powerW: healthy ? loop.powerW : 0,
    clockShare: healthy ? loop.speed : 0,
    linkUp: uplinksOf(world, card).every((port) => world.fabric.uplinkShare(node, port) === 1),
    inJob: world.fleet.isInJob(node),
  };
};

/** A loop's cards all draw what the job asks of them, or idle. P(f) = P_idle + f (P_load − P_idle). */
const readLoop = (world: World, index: number): LoopReading => {
  const { idleW, loadW } = world.plan.scenario.cluster.cooling;
  const { temperatureC, speed, isLoaded } = world.loops.look(index);
  return { temperatureC, speed, powerW: speed === 0 ? 0 : isLoaded ? idleW + speed * (loadW - idleW) : idleW };
};

const nodeOf = ({ plan }: World, card: number): number => Math.floor(card / plan.topology.cardsPerNode);

/** A node's uplinks are shared out among its cards. */
const cardOfUplink = ({ plan }: World, uplink: number): number => {
  const { uplinks, cardsPerNode } = plan.topology;
  return Math.floor(uplink / uplinks) * cardsPerNode + Math.floor(((uplink % uplinks) * cardsPerNode) / uplinks);
};

const uplinksOf = ({ plan }: World, card: number): ReadonlyArray<number> => {
  const { uplinks, cardsPerNode } = plan.topology;
  return Array.from({ length: uplinks }, (_, port) => port).filter(
    (port) => Math.floor((port * cardsPerNode) / uplinks) === card,
  );
};

const holds = (world: World, node: number, is: (fault: Fault) => boolean): boolean =>
  world.fleet.holdersOf(node).some((holder) => "given" in holder && is(holder as Fault));

const isPoweredOff = (world: World, node: number): boolean =>
  holds(world, node, ({ kind }) => kind === "node.crash" || kind === "power.rack");

const hasCrashed = (world: World, card: number): boolean =>
  holds(world, nodeOf(world, card), ({ kind, targets }) => kind === "card.crash" && targets.includes(card));
