import { zoneClock } from "../../dates/zone.ts";
import { bad, type Finding, other } from "../../finding.ts";
import type { Format } from "../../format.ts";
import { readLines } from "../../lines/read-lines.ts";
import { compileRules, type FieldOf, type Ruled } from "../../mapping/rules.ts";
import { xidMeaning } from "./codes.ts";
import { type Stamp, StampReader } from "./stamp.ts";

/** The same Xid of the same card that comes again within this time of the last one tells of the same fault. */
const REPEAT_US = 10_000_000;
/** How many cards and codes are remembered. */
const REMEMBERED_MAX = 200_000;

const xidLine = /NVRM: Xid \((?:PCI:)?([0-9a-fA-F:.]{4,20})\): (\d{1,5})\b,?\s*(.*)$/;

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
    read: async function* (source) {
      const clock = zone === undefined ? undefined : zoneClock(zone);
      const log = new XidLog(new StampReader(clock, year), compileRules(mapping?.rules ?? []));
      for await (const one of readLines(source)) {
        if ("refused" in one) yield bad(one.line, one.refused);
        else if (one.text !== "") yield log.read(one.line, one.text);
      }
    },
  }),
};

class XidLog {
  readonly #stamps: StampReader;
  readonly #ruled: (field: FieldOf) => Ruled | undefined;
  /** The cards of each host, in the order in which they appeared. */
  readonly #cards = new Map<string, Array<string>>();
  /** When a card last showed a code. */
  readonly #lastUs = new Map<string, number>();

  constructor(stamps: StampReader, ruled: (field: FieldOf) => Ruled | undefined) {
    this.#stamps = stamps;
    this.#ruled = ruled;
  }

  read(line: number, text: string): Finding {
    // Also stamps of other lines are read: they tell where a new year begins.
    const stamp = this.#stamps.read(text);
    const match = xidLine.exec(text);
    if (match === null) {
      return /\bSXid \(/.test(text)
        ? bad(line, "an SXid of an NVSwitch, which this format does not know")
        : other(line, "a line of the log that is no Xid");
    }
    const [, address = "", code = "", details = ""] = match;
    if (stamp === undefined)
      return bad(line, "an Xid on a line that does not begin with a date or time", text.slice(0, 40));
    if ("problem" in stamp.date) return bad(line, stamp.date.problem, text.slice(0, 30));
    return this.#xid(line, { ...stamp, atUs: stamp.date.us }, { address, code: Number(code), details });
  }

  #xid(
    line: number,
    { atUs, host = "host", isUndated }: Stamp & { readonly atUs: number },
    { address, code, details }: { readonly address: string; readonly code: number; readonly details: string },
  ): Finding {
    const known = xidMeaning(code, details);
    const fields: Readonly<Record<string, string>> = { xid: String(code), host, details };
    const rule = this.#ruled((name) => fields[name]);
    if (rule !== undefined && "ignore" in rule) return other(line, "ignored by a rule of the mapping", `Xid ${code}`);
    if (rule === undefined && known === undefined) {
      return bad(line, "an Xid of unknown meaning: say what it is by a rule of --mapping", `Xid ${code}`);
    }
    const kind = rule?.kind ?? known?.kind;
    if (kind === undefined)
      return other(line, "an Xid that strikes nothing by itself", `Xid ${code}, ${known?.meaning}`);
    const key = `${host} ${address} ${code}`;
    const lastUs = this.#lastUs.get(key);
    if (this.#lastUs.size >= REMEMBERED_MAX) this.#lastUs.clear();
    this.#lastUs.set(key, atUs);
    if (lastUs !== undefined && atUs >= lastUs && atUs - lastUs <= REPEAT_US) {
      return other(line, `the same Xid of the same card again within ${REPEAT_US / 1e6} s`, `Xid ${code}`);
    }
    return {
      line,
      fault: {
        kind,
        parameters: rule?.parameters,
        atUs,
        endUs: rule === undefined && known?.durationUs !== undefined ? atUs + known.durationUs : undefined,
        isUndated,
        component: host,
        part: this.#partOf(host, address, details, kind.startsWith("link.")),
        cause: `Xid ${code}${known === undefined ? "" : `: ${known.meaning}`}`,
        note: `GPU ${address}${details === "" ? "" : `: ${details}`}`,
      },
    };
  }

  /** Of a link its number, where the line says it; else the card's place among the host's cards that appeared. */
  #partOf(host: string, address: string, details: string, isLink: boolean): number | undefined {
    const link = isLink ? /\blink (?:\w+ )??\(?(\d{1,3})\b/i.exec(details)?.[1] : undefined;
    if (link !== undefined) return Number(link);
    const cards = this.#cards.get(host) ?? [];
    if (this.#cards.size < REMEMBERED_MAX) this.#cards.set(host, cards);
    const device = address.replace(/\.\d$/, "").toLowerCase();
    const known = cards.indexOf(device);
    if (known >= 0) return known;
    return cards.length < CARDS_MAX ? cards.push(device) - 1 : undefined;
  }
}

/** No host has more cards. */
const CARDS_MAX = 256;
