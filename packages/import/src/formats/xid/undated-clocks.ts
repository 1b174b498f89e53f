import { bad, type Finding } from "../../finding.ts";
import type { LogLine } from "./log-line.ts";

/** How many hosts are remembered. */
const HOSTS_MAX = 200_000;

/** The commands whose lines all have dates. */
export const readable = "dmesg -T, dmesg --time-format iso or journalctl -k -o short-iso";

const newStart =
  "the clock goes back, for the machine was restarted or another machine's log begins: times go on from the last one " +
  `before, less what nobody knows. Dates are told by ${readable}`;
const severalMachines = `times since the start of one machine and of another, which nobody can compare. Dates are told by ${readable}`;

/** What is wrong with times that count from a machine's start: it is said once, and only where a fault hangs on it. */
export class UndatedClocks {
  readonly #hosts = new Map<string, { boot: number; unsaid: number | undefined; isKnown: boolean }>();
  /** The machine whose faults came first. */
  #first: string | undefined;

  /** A line was read. */
  saw(line: number, { host = "host", boot, isUndated }: LogLine): void {
    const known = this.#hosts.get(host);
    if (!isUndated || known?.boot === boot) return;
    if (this.#hosts.size >= HOSTS_MAX) this.#hosts.clear();
    this.#hosts.set(host, { boot, unsaid: boot > 0 ? line : undefined, isKnown: known?.isKnown === true });
  }

  /** What was not said yet about the time of a fault. */
  *doubts(line: number, host: string): Generator<Finding> {
    const known = this.#hosts.get(host);
    if (known === undefined) return;
    this.#first ??= host;
    if (host !== this.#first && !known.isKnown) yield bad(line, severalMachines, `${this.#first}, ${host}`);
    if (known.unsaid !== undefined) yield bad(known.unsaid, newStart, host);
    known.isKnown = true;
    known.unsaid = undefined;
  }
}
