import type { Journal } from "../journal.ts";
import type { Chance } from "../kernel/chance.ts";
import type { Clock } from "../kernel/clock.ts";
import type { Storage } from "../storage/storage.ts";
import type { ControlPlane } from "./control-plane.ts";
import type { Fabric } from "./fabric.ts";
import type { Fleet } from "./fleet.ts";
import type { Ground } from "./ground.ts";
import type { ReplacedNodes } from "./replaced-nodes.ts";

/** A cluster at work, with no job in it: what jobs and faults have in common. */
export interface Site {
  readonly ground: Ground;
  readonly chance: Chance;
  readonly endUs: number;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly fleet: Fleet;
  readonly replaced: ReplacedNodes;
  readonly fabric: Fabric;
  readonly storage: Storage;
  readonly controlPlane: ControlPlane;
}
