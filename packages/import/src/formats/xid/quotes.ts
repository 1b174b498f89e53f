import { bad, type Finding, other } from "../../finding.ts";

/** How many Xids and hosts are remembered. */
const REMEMBERED_MAX = 200_000;

const again = "an Xid that a program quotes, and of which the log has the kernel's own line";
const alone = "an Xid that only a program tells of: import the kernel's log of its host as well";

/** An Xid that a program tells of. */
export interface Quote {
  /** The card's address and the code: hosts of one make share them. */
  readonly key: string;
  /** The host whose Xid it is, where the quote names it (`isNamed`); else the program's own, which may only watch others. */
  readonly host: string | undefined;
  readonly isNamed: boolean;
  readonly such: string;
}

interface Waiting extends Quote {
  /** The first line that quotes it, and how many do. */
  readonly line: number;
  count: number;
}

/**
 * Xids that programs quote: monitors and agents write the kernel's line again, later or on a host of their own. One whose
 * own line is in the log, before or after, is no second fault; one without it cannot be used, for nobody knows when and where.
 */
export class Quotes {
  /** The hosts whose kernels told of a card and code. */
  readonly #seen = new Map<string, Set<string>>();
  /** The hosts of whose drivers the log has lines. */
  readonly #drivers = new Set<string>();
  readonly #waiting = new Map<string, Waiting>();

  /** The log has a line of the driver of this host. */
  sawDriverOf(host: string | undefined): void {
    if (host !== undefined && this.#drivers.size < REMEMBERED_MAX) this.#drivers.add(plain(host));
  }

  /** The kernel of this host told of it. */
  saw(key: string, host: string): void {
    const hosts = this.#seen.get(key) ?? new Set();
    if (this.#seen.size < REMEMBERED_MAX) this.#seen.set(key, hosts);
    if (hosts.size < REMEMBERED_MAX) hosts.add(plain(host));
  }

  /** A program told of it. `undefined` while it is open whether the kernel does. */
  quoted(line: number, quote: Quote): Finding | undefined {
    const name = `${quote.key} ${quote.host ?? ""} ${quote.such}`;
    const known = this.#waiting.get(name);
    if (known !== undefined) known.count += 1;
    else if (this.#waiting.size >= REMEMBERED_MAX) return this.#finding(line, quote);
    else this.#waiting.set(name, { ...quote, line, count: 1 });
    return undefined;
  }

  /** What the quotes come to when the log has ended. */
  *rest(): Generator<Finding> {
    for (const { line, count, ...quote } of this.#waiting.values()) {
      const finding = this.#finding(line, quote);
      for (let told = 0; told < count; told++) yield finding;
    }
  }

  #finding(line: number, quote: Quote): Finding {
    return this.#isKernels(quote) ? other(line, again, quote.such) : bad(line, alone, quote.such);
  }

  /**
   * Whether the log has the kernel's own line for it: of its host, or, where nobody says whose it is, of any. A host whose
   * driver speaks elsewhere in the log has lost this line.
   */
  #isKernels({ key, host, isNamed }: Quote): boolean {
    const hosts = this.#seen.get(key);
    if (hosts === undefined) return false;
    if (host === undefined || hosts.has(plain(host)) || hosts.has(NO_HOST)) return true;
    return !isNamed && !this.#drivers.has(plain(host));
  }
}

/** What a log calls the host of lines that name none. */
const NO_HOST = "host";

/** `gpu-017` and `GPU-017.cluster.local` are one; an address is whole. */
const plain = (host: string): string => (/^[\d.]+$|:/.test(host) ? host : host.toLowerCase().replace(/\..*$/s, ""));

/** The host that a program's words name: `node=gpu-017`, `"host":"gpu-017"`, `hostname gpu-017`. */
export const hostNamedIn = (words: string): string | undefined =>
  /(?<![\w-])(?:node|host|hostname|node_?name|instance)["']?\s?[=:]\s?["']?([\w][\w.-]{0,254})/i.exec(words)?.[1];
