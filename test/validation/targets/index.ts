import type { Target } from "../target.ts";
import { aupyTarget } from "./aupy.ts";
import { bloomTarget } from "./bloom.ts";
import { dalyTarget } from "./daly.ts";
import { infiniteHbdTarget } from "./infinitehbd.ts";
import { bestEttrTarget, ettrTarget, mttfTarget } from "./kokolis.ts";
import { llamaTarget } from "./llama.ts";
import { shenzhenTarget } from "./shenzhen.ts";
import { weibullTarget } from "./weibull.ts";

/** Every target there is. */
export const targets: ReadonlyArray<Target> = [
  dalyTarget,
  aupyTarget,
  mttfTarget,
  ettrTarget,
  bestEttrTarget,
  llamaTarget,
  infiniteHbdTarget,
  bloomTarget,
  shenzhenTarget,
  weibullTarget,
];
