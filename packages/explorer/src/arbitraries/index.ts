/**
 * Random scenarios and their parts, decoded and valid by construction, for property tests and hunts. Parts are drawn
 * apart from each other and then fitted together (`…In`, see `scene.ts`), so that everything shrinks by itself.
 */
export { checkpoint } from "./checkpoint.ts";
export { cluster } from "./cluster.ts";
export { faultSpec } from "./fault-spec.ts";
export { hazard } from "./hazard.ts";
export { job } from "./job.ts";
export type { Options as ArbitraryOptions, PolicyChoice } from "./options.ts";
export { recovery } from "./recovery.ts";
export { scenario } from "./scenario.ts";
export type { Scene } from "./scene.ts";
export { timeline } from "./timeline.ts";
