import { bad, type Finding, other } from "../../finding.ts";
import type { FieldOf, Ruled } from "../../mapping/rules.ts";
import { Cards } from "./cards.ts";
import { xidCodes, xidMeaning } from "./codes.ts";
import { hasSecondXid, linkIn, ofDriver, offTheBus, quotedMessage, readDriverMessage } from "./driver-message.ts";
import type { LogClock } from "./log-clock.ts";
import { type LogLine, readLogLine } from "./log-line.ts";
import { LostCards } from "./lost-cards.ts";
import { hostNamedIn, Quotes } from "./quotes.ts";
import { Repeats, SILENCE_US } from "./repeats.ts";
import { readable, UndatedClocks } from "./undated-clocks.ts";

/** The Xid that a card which is off the bus has, also where the driver says it without one. */
const LOST_CARD = 79;

const noXid = "a line of the log that is no Xid";
/** Followed by the code: each is a reason of its own, so that none is left out where only some examples are shown. */
const unknown = "an Xid of unknown meaning: say what it is by a rule of --mapping";
const noStamp = `an Xid on a line that does not begin with a date or time this format knows: print the log with ${readable}`;
const mixedClocks = `with and without a date in one log: print all of it with ${readable}`;
const strange = "an Xid in a form that this format does not know";

const second = "a second Xid on one line: print the log with a line for each";

/** Words that tell of a fault, wherever they stand. */
const telling = (words: string): boolean =>
  /NVRM: .*\bXid \(/.test(words) || (/NVRM: /.test(words) && offTheBus.test(words));
/** Where the kernel's name stands in a line, that line is its own, and only how it begins is not known. */
const ofKernel = /\bkernel(?:\[\d+\])?: *(?:\[[^\]]{0,40}\] *)*NVRM: /;
/** How much of a line is shown. */
const SHOWN_LENGTH = 60;

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
  readonly #undated = new UndatedClocks();
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
    const isQuote = stamped !== undefined && stamped.writer !== "kernel";
    if (stamped !== undefined) this.#last = isQuote ? undefined : stamped;
    if (isQuote && stamped.writer === undefined && ofKernel.test(stamped.message))
      return yield bad(line, noStamp, text.slice(0, SHOWN_LENGTH));
    if (isQuote) return yield* this.#quote(line, stamped);
    const words = stamped?.message ?? text.trim();
    if (stamped !== undefined && ofDriver.test(words)) this.#quotes.sawDriverOf(stamped.host);
    const shown = text.slice(0, SHOWN_LENGTH);
    const message = readDriverMessage(words);
    const written = stamped ?? (message.kind === "xid" ? undefined : this.#last);
    if (written !== undefined) this.#undated.saw(line, written);
    if (message.kind === "switch") yield bad(line, "an SXid of an NVSwitch, which this format does not know");
    else if (message.kind === "strange xid") yield bad(line, strange, shown);
    else if (message.kind === "xid") {
      if (written === undefined) yield bad(line, noStamp, shown);
      else {
        yield* this.#fault(line, written, message);
        if (hasSecondXid(message.details)) yield bad(line, second, shown);
      }
    } else if (message.kind === "lost card") yield* this.#lostCard(line, written, message.address, words);
    else {
      if (message.kind === "about a card" && written !== undefined)
        this.#lost.name({ address: message.address, line, written });
      if (!telling(words)) yield other(line, noXid);
      else yield bad(line, stamped === undefined ? noStamp : strange, shown);
    }
  }

  *end(): Generator<Finding> {
    yield* this.#quotes.rest();
  }

  /** A monitor or an agent writes what it read in the kernel's log. */
  *#quote(line: number, { writer = "a program", host, message }: LogLine): Generator<Finding> {
    const quoted = quotedMessage(message);
    const code = quoted?.kind === "xid" ? quoted.code : quoted?.kind === "lost card" ? LOST_CARD : undefined;
    if (quoted === undefined || code === undefined || !("address" in quoted)) yield other(line, noXid);
    else {
      const finding = this.#quotes.quoted(line, {
        key: `${quoted.address} ${code}`,
        host: hostNamedIn(message) ?? host,
        isNamed: hostNamedIn(message) !== undefined,
        such: `${writer}: Xid ${code}`,
      });
      if (finding !== undefined) yield finding;
    }
  }

  *#lostCard(line: number, now: LogLine | undefined, address: string | undefined, words: string): Generator<Finding> {
    const named = address === undefined ? this.#lost.take(now?.host, line) : undefined;
    const card = address ?? named?.address;
    const written = named?.written ?? now;
    const shown = words.slice(0, SHOWN_LENGTH);
    if (written === undefined) yield bad(line, noStamp, shown);
    else if (card === undefined) yield bad(line, "a card that has fallen off the bus, without saying which", shown);
    else {
      const cause = "GPU has fallen off the bus, without an Xid";
      yield* this.#fault(line, written, { code: LOST_CARD, written: card, address: card, details: words, cause });
    }
  }

  *#fault(line: number, { host = "host", isUndated, date, boot }: LogLine, told: Told): Generator<Finding> {
    const { code, address, details } = told;
    if ("problem" in date) return yield bad(line, date.problem, `Xid ${code}`);
    this.#quotes.saw(`${address} ${code}`, host);
    const known = xidMeaning(code, details);
    const fields: Readonly<Record<string, string>> = { xid: String(code), host, details };
    const rule = this.#ruled((name) => fields[name]);
    if (rule !== undefined && "ignore" in rule)
      return yield other(line, "ignored by a rule of the mapping", `Xid ${code}`);
    const named = xidCodes.get(code);
    const such = `Xid ${code}${named === undefined ? "" : `: ${named.meaning}`}`;
    const kind = rule?.kind ?? known?.kind;
    if (rule === undefined && known === undefined) return yield bad(line, `${unknown} (${such})`);
    if (kind === undefined) return yield other(line, "an Xid that strikes nothing by itself", such);
    if (this.#isUndated !== undefined && this.#isUndated !== isUndated) return yield bad(line, mixedClocks, such);
    this.#isUndated = isUndated;
    const isLink = kind.startsWith("link.");
    const link = isLink || named?.scope === "link" ? linkIn(details) : undefined;
    const card = this.#cards.numberOf(host, address);
    if (this.#repeats.isAgain([host, boot, address, code, link].join(" "), date.us))
      return yield other(line, `the same Xid of the same card again within ${SILENCE_US / 1e6} s`, such);
    if (isUndated) yield* this.#undated.doubts(line, host);
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
