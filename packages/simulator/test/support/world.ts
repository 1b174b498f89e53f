import { type ComponentKind, type FaultKind, faultKinds, type JournalEvent } from "@ordeal/model";
import { Fault } from "../../src/fault/fault.ts";
import { behaviours } from "../../src/faults/index.ts";
import { prepareScenario } from "../../src/prepared-scenario.ts";
import { World } from "../../src/world.ts";
import { experimentOf, type Written } from "./run.ts";

/** A world in which nothing happens by itself, for tests of its parts, with what its journal said as `second type`. */
export interface StillWorld {
  readonly world: World;
  readonly journal: Array<JournalEvent>;
  readonly said: () => Array<string>;
}

export const stillWorld = (written: Written = {}): StillWorld => {
  const experiment = experimentOf(written);
  const journal: Array<JournalEvent> = [];
  const world = new World(prepareScenario(experiment), experiment.seed, { onEvent: (event) => journal.push(event) });
  return { world, journal, said: () => journal.map(({ atUs, type }) => `${atUs / 1e6} ${type}`) };
};

/** What a test says of a fault that is to strike now; its targets by index. */
export interface FaultOfTest {
  readonly id?: string;
  readonly component?: ComponentKind;
  readonly targets?: ReadonlyArray<number>;
  readonly durationUs?: number;
  readonly ttlUs?: number;
  readonly detectAfterUs?: number;
  readonly parameters?: object;
  readonly onEnd?: (fault: { readonly id: string }) => void;
}

/** A fault of a world that begins at its instant, and has not struck. */
export const faultOf = (world: World, kind: FaultKind, about: FaultOfTest = {}): Fault => {
  const { id = kind, targets = [0], durationUs, ttlUs = Number.POSITIVE_INFINITY, detectAfterUs, onEnd } = about;
  const { lasts, detection, targets: components } = faultKinds[kind];
  const nature = {
    kind,
    lasts,
    detection,
    behaviour: behaviours[kind],
    parameters: about.parameters ?? {},
    component: about.component ?? components[0],
    tally: world.job.state.record.tally(kind),
    durationUs,
    ttlUs,
    repair: world.ground.repair,
    detectAfterUs,
  };
  const streams = { at: () => world.chance.stream(`fault/${id}`) };
  const source = { name: id, origin: "experiment", scriptId: id, isAlone: false, streams, onEnd } as const;
  return new Fault(world.faults, nature, source, 0, targets);
};

/** Lets everything happen that a world's queue holds up to a second; its job stands where it is. */
export const passTo = (world: World, seconds: number): void => {
  const { clock } = world;
  while (clock.queue.nextUs <= seconds * 1e6) {
    clock.nowUs = clock.queue.nextUs;
    clock.queue.pop().happen();
  }
  clock.nowUs = seconds * 1e6;
};
