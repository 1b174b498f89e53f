import { zoneClock } from "../../dates/zone.ts";
import { bad, type Finding } from "../../finding.ts";
import type { Format } from "../../format.ts";
import { readLines } from "../../lines/read-lines.ts";
import { compileRules } from "../../mapping/rules.ts";
import { LogClock } from "./log-clock.ts";
import { XidLog } from "./xid-log.ts";

/**
 * Xid errors of NVIDIA's driver in a kernel log: of dmesg, dmesg -T, journalctl or syslog. The component is the host (or
 * `host`, where lines name none), the part the card's place in the order in which the host's cards appear.
 */
export const xid: Format = {
  name: "xid",
  meaning: "NVIDIA Xid errors in a kernel log: dmesg, dmesg -T, journalctl, syslog",
  hints: ["zone", "year"],
  mappingKeys: ["rules"],
  open: ({ mapping, zone, year }) => ({
    read: async function* (source): AsyncGenerator<Finding> {
      const clock = new LogClock(zone === undefined ? undefined : zoneClock(zone), year);
      const log = new XidLog(clock, compileRules(mapping?.rules ?? []));
      for await (const one of readLines(source)) {
        if ("refused" in one) yield bad(one.line, one.refused);
        else if (one.text !== "") yield* log.read(one.line, one.text);
      }
      yield* log.end();
    },
  }),
};
