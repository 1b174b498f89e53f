import type { Target } from "../target.ts";
import { aupyTarget } from "./aupy.ts";
import { dalyTarget } from "./daly.ts";
import { bestEttrTarget, ettrTarget, mttfTarget } from "./kokolis.ts";
import { llamaTarget } from "./llama.ts";
import { shenzhenTarget } from "./shenzhen.ts";
import { weibullTarget } from "./weibull.ts";

/** Every target there is; 7 and 8 need the replay of incident timelines. */
export const targets: ReadonlyArray<Target> = [
  dalyTarget,
  aupyTarget,
  mttfTarget,
  ettrTarget,
  bestEttrTarget,
  llamaTarget,
  shenzhenTarget,
  weibullTarget,
];
