import type { Foreseen } from "../fault/fault.ts";

/** How probably the loss of a fault's links cuts the path of a job whose traffic crosses them. */
export const cutChance = (foreseen: Foreseen, otherwise = chanceBesideOthers(foreseen)): number => {
  if (foreseen.component === "storage") return 0;
  const alone = shareAlone(foreseen);
  return alone + (1 - alone) * otherwise;
};

/** The same where other links are left: as the fault says, else as the cluster's transport does. */
const chanceBesideOthers = ({ parameters: { cuts }, cluster }: Foreseen): number =>
  cuts === undefined ? cluster.cutProbability : cuts ? 1 : 0;

/** How probably a link that a fault takes is, with those it takes along, all that a node has. */
const shareAlone = ({ component, cluster: { scaleUp, scaleOut } }: Foreseen): number => {
  if (component === "plane") return scaleUp.planes === 1 ? 1 : 0;
  if (component === "uplink") return scaleOut.uplinks === 1 ? 1 : 0;
  // A lone port hangs on the first of two switches.
  return scaleOut.tors === 1 ? 1 : scaleOut.uplinks === 1 ? 1 / scaleOut.tors : 0;
};

/** How long a path must stay cut to stop the job. */
export const cutTimeoutUs = ({ detectAfterUs, recovery }: Foreseen): number => detectAfterUs ?? recovery.detect.cut;

/** A path that is lost once, until its repair: it stops the job when it is cut for longer than the timeout. */
export const lossStopsJob = (foreseen: Foreseen): number =>
  cutChance(foreseen) * foreseen.lastsLonger(cutTimeoutUs(foreseen));

/** What is as good as nothing: the chance that is left once no further flap counts. */
const NEGLIGIBLE = 1e-9;
const FLAPS_MAX = 100_000;

/**
 * A path that is lost again and again: each time it may be cut, and the first time that it is for longer than the timeout
 * stops the job. The n-th time comes `(n − 1)·(up + down)` after the first, if the fault lasts that long.
 */
export const flapStopsJob = (foreseen: Foreseen): number => {
  const { up = 1, down = 1 } = foreseen.parameters;
  const timeoutUs = cutTimeoutUs(foreseen);
  const each = cutChance(foreseen);
  if (down <= timeoutUs) return 0;
  let notYet = 1;
  let stops = 0;
  for (let flap = 0; flap < FLAPS_MAX && notYet > NEGLIGIBLE && each > 0; flap++) {
    const lasts = foreseen.lastsLonger(flap * (up + down) + timeoutUs);
    if (lasts < NEGLIGIBLE) break;
    stops += notYet * each * lasts;
    notYet *= 1 - each;
  }
  return stops;
};
