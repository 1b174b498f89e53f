import type { Target } from "../target.ts";
import { aupyTarget } from "./aupy.ts";
import { bloomTarget } from "./bloom.ts";
import { dalyTarget } from "./daly.ts";
import { dlroverTarget } from "./dlrover.ts";
import { exposureTarget } from "./exposure.ts";
import { fitTarget } from "./fit.ts";
import { singleTorTarget, uplinkTarget } from "./hpn.ts";
import { infiniteHbdTarget } from "./infinitehbd.ts";
import { bestEttrTarget, closedFormTarget, ettrTarget, ftHsdpTarget, mttfTarget } from "./kokolis.ts";
import { llamaTarget } from "./llama.ts";
import { bloomSavesTarget, geminiTarget } from "./saves.ts";
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
  dlroverTarget,
  uplinkTarget,
  bloomSavesTarget,
  geminiTarget,
  ftHsdpTarget,
  singleTorTarget,
  closedFormTarget,
  exposureTarget,
  fitTarget,
];
