import { TimelineFault, TimelineHeader } from "@ordeal/model";
import * as Schema from "effect/Schema";

/** A timeline's header as people write it. */
export const encodeTimelineHeader = Schema.encodeSync(TimelineHeader);
const encodeFault = Schema.encodeSync(TimelineFault);

/** A timeline's header as the first line of NDJSON, with its line break. */
export const printTimelineHeader = (header: TimelineHeader): string =>
  `${JSON.stringify(encodeTimelineHeader(header))}\n`;

/** A fault as a line of NDJSON, with its line break. */
export const printTimelineFault = (fault: TimelineFault): string => `${JSON.stringify(encodeFault(fault))}\n`;
