/** How many months a log may seem to go back before it is the next year's: logs are in order. */
const TURN_MONTHS = 6;
/** How many hosts are remembered. */
const HOSTS_MAX = 200_000;

interface Month {
  readonly year: number;
  readonly month: number;
}

/** The year in which `month` comes after `before`: the next one when it would lie half a year or more before it. */
const yearAfter = (before: Month, month: number): number => before.year + (month <= before.month - TURN_MONTHS ? 1 : 0);

/**
 * The years of dates that name none. Each host's go up after its December: logs of several hosts that were joined one after
 * the other each start over. The first line of a host is in the year in which the file begins, unless it lies half a year
 * before the file's first line; or, once hosts were seen to alternate, in the year of the line before it.
 */
export class Years {
  readonly #begin: number | undefined;
  readonly #hosts = new Map<string, Month>();
  #first: Month | undefined;
  #last: (Month & { readonly host: string }) | undefined;
  #isMixed = false;

  /** `begin` is the year of the first line. */
  constructor(begin: number | undefined) {
    this.#begin = begin;
  }

  /** The year of the next line of the log, by its month (1 to 12) and host; `undefined` when nobody said where it begins. */
  of(month: number, host: string): number | undefined {
    if (this.#begin === undefined) return undefined;
    const known = this.#hosts.get(host);
    if (known !== undefined && this.#last?.host !== host) this.#isMixed = true;
    this.#first ??= { year: this.#begin, month };
    const before = known ?? (this.#isMixed ? this.#last : undefined) ?? this.#first;
    const year = yearAfter(before, month);
    if (this.#hosts.size >= HOSTS_MAX) this.#hosts.clear();
    this.#hosts.set(host, { year, month });
    this.#last = { year, month, host };
    return year;
  }
}
