import type { FaultKind } from "@ordeal/model";
import type { Cease } from "../injectors/injector.ts";
import type { Rank } from "../machine/rank.ts";
import type { Target } from "./target.ts";

/** A fault that is in place. */
export interface ActiveFault {
  readonly id: string;
  /** The id that it was injected under. */
  readonly scriptId: string;
  readonly kind: FaultKind;
  readonly targets: ReadonlyArray<Target>;
  /** The ranks that it struck. */
  readonly ranks: ReadonlyArray<Rank>;
  readonly sinceUs: number;
  readonly speed: number | undefined;
  /** Whether its nodes are of no use to the job. */
  readonly isNodeLost: boolean;
  readonly cease: Cease | undefined;
  timer: NodeJS.Timeout | undefined;
}
