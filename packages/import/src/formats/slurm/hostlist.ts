/** The most nodes that one list is expanded to: Slurm's own limit of a range. */
export const HOSTS_MAX = 65_536;

export type Hosts = { readonly hosts: ReadonlyArray<string> } | { readonly problem: string };

const noList: Hosts = { problem: "not a list of nodes" };
const cutShort: Hosts = { problem: "a list of nodes that was cut short: list it with --parsable2" };
const tooMany: Hosts = { problem: `a list of more than ${HOSTS_MAX.toLocaleString("en-US")} nodes` };

/** A name without brackets, or ranges in brackets: `n`, `[1-4,7]`. */
const part = /([^\s[\],+]+)|\[([\d,-]+)\]/y;
const range = /^(\d{1,15})(?:-(\d{1,15}))?$/;

/**
 * The nodes of Slurm's hostlists, in order: `c[1-2],login` is c1, c2 and login; `r[01-02]n[1,7]` is r01n1, r01n7, r02n1
 * and r02n7. Numbers are as wide as the first of their range is written.
 */
export const expandHosts = (list: string): Hosts => {
  const text = list.trim();
  if (text.endsWith("+")) return cutShort;
  const hosts: Array<string> = [];
  for (const one of splitOutside(text)) {
    const expanded = expandOne(one.trim(), HOSTS_MAX - hosts.length);
    if ("problem" in expanded) return expanded;
    hosts.push(...expanded.hosts);
  }
  return { hosts: [...new Set(hosts)] };
};

/** Cuts a list at the commas that stand outside of brackets. */
const splitOutside = (text: string): ReadonlyArray<string> => {
  const pieces: Array<string> = [];
  let from = 0;
  let depth = 0;
  for (let at = 0; at <= text.length; at++) {
    if (text[at] === "[") depth += 1;
    else if (text[at] === "]") depth -= 1;
    else if (at === text.length || (text[at] === "," && depth <= 0)) {
      pieces.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return pieces;
};

const expandOne = (text: string, hostsMax: number): Hosts => {
  let names: ReadonlyArray<string> = [""];
  part.lastIndex = 0;
  while (part.lastIndex < text.length) {
    const match = part.exec(text);
    if (match === null) return noList;
    const numbers = match[2] === undefined ? [match[1] ?? ""] : expandRanges(match[2], hostsMax);
    if (numbers === undefined) return noList;
    if (numbers.length * names.length > hostsMax) return tooMany;
    names = names.flatMap((name) => numbers.map((number) => name + number));
  }
  return text === "" ? noList : names.length > hostsMax ? tooMany : { hosts: names };
};

/** Numbers of `01-03,7`; no more than one above `numbersMax` of them. `undefined` for what is no range. */
const expandRanges = (text: string, numbersMax: number): ReadonlyArray<string> | undefined => {
  const numbers: Array<string> = [];
  for (const one of text.split(",")) {
    const match = range.exec(one);
    if (match === null) return undefined;
    const [, first = "", last = first] = match;
    if (Number(last) < Number(first)) return undefined;
    for (let number = Number(first); number <= Number(last) && numbers.length <= numbersMax; number++) {
      numbers.push(String(number).padStart(first.length, "0"));
    }
  }
  return numbers;
};
