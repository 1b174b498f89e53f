import { type Estimated, proportionInterval } from "./interval.ts";
import type { ObservedFault } from "./observed.ts";

/** How each fault seems to have come: by itself, in the wake of another at the same instant, or upon a repair. */
export interface Origins {
  /** Of each fault, in their order. The first of a burst came by itself. */
  readonly of: ReadonlyArray<"alone" | "burst" | "relapse">;
  /** Instants at which something came by itself, in order. */
  readonly arrivalsUs: Float64Array;
  /** Faults that share their start with another. */
  readonly sharedStarts: number;
  /** Instants that brought several, and how many others in all. */
  readonly bursts: number;
  readonly extras: number;
  /** Repairs that were seen to end on a known component, and those of them that a fault followed soon. */
  readonly repairs: number;
  readonly followed: number;
}

/**
 * Tells apart how faults came. Faults of one instant are a burst; of the others, one that struck a component within
 * `withinUs` of its repair is a relapse.
 */
export const originsOf = (faults: ReadonlyArray<ObservedFault>, withinUs: number): Origins => {
  const origins = new Array<"alone" | "burst" | "relapse">(faults.length);
  const { follows, repairs, followed } = relapsesOf(faults, withinUs);
  const arrivals: Array<number> = [];
  let [sharedStarts, bursts, extras] = [0, 0, 0];
  for (let from = 0, to = 0; from < faults.length; from = to) {
    const { atUs } = faults[from] as ObservedFault;
    while (to < faults.length && faults[to]?.atUs === atUs) to++;
    const isBurst = to - from > 1;
    if (isBurst) {
      sharedStarts += to - from;
      bursts++;
      extras += to - from - 1;
    }
    for (let i = from; i < to; i++)
      origins[i] = isBurst && i > from ? "burst" : !isBurst && follows[i] === 1 ? "relapse" : "alone";
    if (origins[from] === "alone") arrivals.push(atUs);
  }
  return { of: origins, arrivalsUs: Float64Array.from(arrivals), sharedStarts, bursts, extras, repairs, followed };
};

/** Which faults follow soon upon a repair of the same component, and how many repairs there were. */
const relapsesOf = (faults: ReadonlyArray<ObservedFault>, withinUs: number) => {
  const follows = new Uint8Array(faults.length);
  /** The latest repair of each component that no fault has followed yet. */
  const repairedUs = new Map<number, number>();
  let [repairs, followed] = [0, 0];
  /** Those that are known to end, by their ends. */
  const ends: Array<number> = [];
  const endsUs = new Float64Array(faults.length);
  for (let i = 0; i < faults.length; i++) {
    const { end, component } = faults[i] as ObservedFault;
    if (typeof end !== "number" || component < 0) continue;
    ends.push(i);
    endsUs[i] = end;
  }
  ends.sort((a, b) => (endsUs[a] as number) - (endsUs[b] as number));
  let next = 0;
  for (let i = 0; i < faults.length; i++) {
    const { atUs, component } = faults[i] as ObservedFault;
    for (; next < ends.length; next++) {
      const ended = faults[ends[next] as number] as ObservedFault;
      const endUs = endsUs[ends[next] as number] as number;
      // A fault that lasts no time ends after it began.
      if (endUs > atUs || (ended.atUs === endUs && endUs === atUs)) break;
      repairs++;
      repairedUs.set(ended.component, endUs);
    }
    if (component < 0) continue;
    const atRepairUs = repairedUs.get(component);
    if (atRepairUs === undefined) continue;
    repairedUs.delete(component);
    if (atUs - atRepairUs > withinUs) continue;
    follows[i] = 1;
    followed++;
  }
  repairs += ends.length - next;
  return { follows, repairs, followed };
};

/** How often a fault brings others, and how many. */
export interface FittedBurst {
  readonly probability: Estimated;
  readonly extra: number;
  readonly bursts: number;
  readonly arrivals: number;
  readonly sharedStarts: number;
}

/**
 * The burst law: whole numbers of others, as near as can be to the mean, and the probability that gives as many of them in
 * all. Its interval is that of the share of instants that bring several. `undefined` where none does.
 */
export const fitBurst = ({ arrivalsUs, bursts, extras, sharedStarts }: Origins): FittedBurst | undefined => {
  const arrivals = arrivalsUs.length;
  if (bursts === 0 || arrivals === 0) return undefined;
  const extra = Math.max(1, Math.round(extras / bursts));
  const [low, high] = proportionInterval(bursts, arrivals);
  const perBurst = extras / bursts / extra;
  return {
    probability: {
      value: Math.min(1, extras / arrivals / extra),
      interval: [low * perBurst, Math.min(1, high * perBurst)],
    },
    extra,
    bursts,
    arrivals,
    sharedStarts,
  };
};

/** How often a repaired component fails again soon, beyond what chance alone brings. */
export interface FittedRelapse {
  readonly probability: Estimated;
  readonly withinUs: number;
  readonly repairs: number;
  readonly followed: number;
  /** How many would have been followed by chance alone. */
  readonly byChance: number;
}

/**
 * The relapse law: of the repairs that a fault follows within the time, those that chance alone would not bring.
 * `chance` is how probably a fault comes to a repaired component in that time anyway. `undefined` where chance alone may
 * explain them all.
 */
export const fitRelapse = (
  { repairs, followed }: Origins,
  withinUs: number,
  chance: number,
): FittedRelapse | undefined => {
  if (repairs === 0 || followed === 0) return undefined;
  const [low, high] = proportionInterval(followed, repairs);
  const beyond = (share: number): number => Math.max(0, (share - chance) / (1 - chance));
  // Chance is worked out to a few per cent: what is as near to it is none.
  if (low <= chance * 1.1) return undefined;
  return {
    probability: { value: beyond(followed / repairs), interval: [beyond(low), beyond(high)] },
    withinUs,
    repairs,
    followed,
    byChance: chance * repairs,
  };
};
