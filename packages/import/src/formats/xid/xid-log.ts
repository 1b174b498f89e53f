import { bad, type Finding, other } from "../../finding.ts";
import type { FieldOf, Ruled } from "../../mapping/rules.ts";
import { Cards } from "./cards.ts";
import { xidCodes, xidMeaning } from "./codes.ts";
import { linkIn, quotedMessage, readDriverMessage } from "./driver-message.ts";
import type { LogClock } from "./log-clock.ts";
import { type LogLine, readLogLine } from "./log-line.ts";
import { LostCards } from "./lost-cards.ts";
import { NewStarts } from "./new-starts.ts";
import { Quotes } from "./quotes.ts";
import { Repeats, SILENCE_US } from "./repeats.ts";

/** The Xid that a card which is off the bus has, also where the driver says it without one. */
const LOST_CARD = 79;

const noXid = "a line of the log that is no Xid";
const unknown = "an Xid of unknown meaning: say what it is by a rule of --mapping";
const readable = "dmesg -T, dmesg --time-format iso or journalctl -k -o short-iso";
const noStamp = `an Xid on a line that does not begin with a date or time this format knows: print the log with ${readable}`;
const mixedClocks = `with and without a date in one log: print all of it with ${readable}`;
const newStart =
  "the clock goes back, for the machine was started anew or another machine's log begins: times go on from the last one " +
  `before, less what nobody knows. Dates are told by ${readable}`;

/** A fault as the driver told it. */
interface Told {
  readonly code: number;
  readonly written: string;
  readonly address: string;
  readonly details: string;
  /** Where it has no Xid. */
  readonly cause?: string;
}

/** Reads the lines of a kernel log one after the other. */
export class XidLog {
  readonly #clock: LogClock;
  readonly #ruled: (field: FieldOf) => Ruled | undefined;
  readonly #cards = new Cards();
  readonly #repeats = new Repeats();
  readonly #quotes = new Quotes();
  readonly #lost = new LostCards();
  readonly #starts = new NewStarts();
  /** Lines without a stamp go on with what this one began. */
  #last: LogLine | undefined;
  /** Whether the faults so far had no dates: the times of one log all count from one moment. */
  #isUndated: boolean | undefined;

  constructor(clock: LogClock, ruled: (field: FieldOf) => Ruled | undefined) {
    this.#clock = clock;
    this.#ruled = ruled;
  }

  *read(line: number, text: string): Generator<Finding> {
    // Also stamps of other lines are read: they tell where a new year or a new start begins.
    const stamped = readLogLine(text, this.#clock);
    if (stamped !== undefined) this.#last = stamped;
    if (stamped !== undefined && stamped.writer !== "kernel") return yield* this.#quote(line, stamped);
    const words = stamped?.message ?? text.trim();
    const message = readDriverMessage(words);
    const written = stamped ?? (message.kind === "xid" ? undefined : this.#last);
    if (written !== undefined) this.#starts.saw(line, written);
    if (message.kind === "switch") yield bad(line, "an SXid of an NVSwitch, which this format does not know");
    else if (message.kind === "strange xid") yield bad(line, "an Xid in a form that this format does not know", words);
    else if (message.kind === "xid") {
      if (written === undefined) yield bad(line, noStamp, text.slice(0, 40));
      else yield* this.#fault(line, written, message);
    } else if (message.kind === "lost card") yield* this.#lostCard(line, written, message.address, words);
    else {
      if (message.kind === "about a card" && written !== undefined)
        this.#lost.name({ address: message.address, line, written });
      yield stamped === undefined && /NVRM: Xid/.test(words)
        ? bad(line, noStamp, text.slice(0, 40))
        : other(line, noXid);
    }
  }

  *end(): Generator<Finding> {
    yield* this.#quotes.rest();
  }

  /** A monitor or an agent writes what it read in the kernel's log. */
  *#quote(line: number, { writer, message }: LogLine): Generator<Finding> {
    const quoted = quotedMessage(message);
    const code = quoted?.kind === "xid" ? quoted.code : quoted?.kind === "lost card" ? LOST_CARD : undefined;
    if (quoted === undefined || code === undefined || !("address" in quoted)) yield other(line, noXid);
    else {
      const finding = this.#quotes.quoted(line, `${quoted.address} ${code}`, `${writer}: Xid ${code}`);
      if (finding !== undefined) yield finding;
    }
  }

  *#lostCard(line: number, now: LogLine | undefined, address: string | undefined, words: string): Generator<Finding> {
    const named = address === undefined ? this.#lost.take(now?.host, line) : undefined;
    const card = address ?? named?.address;
    const written = named?.written ?? now;
    if (written === undefined) yield bad(line, noStamp, words);
    else if (card === undefined) yield bad(line, "a card that has fallen off the bus, without saying which", words);
    else {
      const cause = "GPU has fallen off the bus, without an Xid";
      yield* this.#fault(line, written, { code: LOST_CARD, written: card, address: card, details: words, cause });
    }
  }

  *#fault(line: number, { host = "host", isUndated, date, boot }: LogLine, told: Told): Generator<Finding> {
    const { code, address, details } = told;
    if ("problem" in date) return yield bad(line, date.problem, `Xid ${code}`);
    this.#quotes.saw(`${address} ${code}`);
    const known = xidMeaning(code, details);
    const fields: Readonly<Record<string, string>> = { xid: String(code), host, details };
    const rule = this.#ruled((name) => fields[name]);
    if (rule !== undefined && "ignore" in rule)
      return yield other(line, "ignored by a rule of the mapping", `Xid ${code}`);
    const named = xidCodes.get(code);
    const such = `Xid ${code}${named === undefined ? "" : `: ${named.meaning}`}`;
    const kind = rule?.kind ?? known?.kind;
    if (rule === undefined && known === undefined) return yield bad(line, unknown, such);
    if (kind === undefined) return yield other(line, "an Xid that strikes nothing by itself", such);
    if (this.#isUndated !== undefined && this.#isUndated !== isUndated) return yield bad(line, mixedClocks, such);
    this.#isUndated = isUndated;
    const isLink = kind.startsWith("link.");
    const link = isLink || named?.scope === "link" ? linkIn(details) : undefined;
    const card = this.#cards.numberOf(host, address);
    if (this.#repeats.isAgain([host, boot, address, code, link].join(" "), date.us))
      return yield other(line, `the same Xid of the same card again within ${SILENCE_US / 1e6} s`, such);
    const start = this.#starts.take(host);
    if (start !== undefined) yield bad(start, newStart, host);
    const resetUs = rule === undefined ? known?.durationUs : undefined;
    yield {
      line,
      fault: {
        kind,
        parameters: rule?.parameters,
        atUs: date.us,
        endUs: resetUs === undefined ? undefined : date.us + resetUs,
        isUndated,
        component: host,
        part: isLink ? link : card,
        cause: told.cause ?? such,
        note: `GPU ${told.written}${details === "" ? "" : `: ${details}`}`,
      },
    };
  }
}
