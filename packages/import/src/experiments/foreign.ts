import { printDuration } from "@ordeal/model";

/** What a foreign experiment is brought to: Ordeal's own says what cluster and job there are. */
export interface Stage {
  /** How many nodes the job has. */
  readonly jobNodes: number;
  /** A node of the job, by its address: what strikes a pod's network strikes all uplinks of a node. */
  readonly node: string;
  /** The tier whose copies outlive most, such as `tier/storage`. */
  readonly tier: string;
  /** When the foreign experiment begins, in microseconds since the start of the run. */
  readonly startUs: number;
}

/** A fault as people write it in an experiment. */
export type WrittenFault = Readonly<Record<string, unknown>> & { readonly kind: string };

/** What became a fault: what it was, and what had to be assumed for it. */
export interface Mapped {
  readonly what: string;
  readonly fault: WrittenFault;
  readonly assumed: ReadonlyArray<string>;
}

/** What became nothing, and why. */
export interface Unmapped {
  readonly what: string;
  readonly reason: string;
}

export interface ForeignExperiment {
  readonly title: string | undefined;
  readonly mapped: ReadonlyArray<Mapped>;
  readonly unmapped: ReadonlyArray<Unmapped>;
}

/** A foreign experiment that was read, or why it is none of its format. */
export type ForeignReading = { readonly experiment: ForeignExperiment } | { readonly problem: string };

/** Reads the documents of a text that a document holds; none of one that cannot be read. */
export type Parse = (text: string) => ReadonlyArray<unknown>;

/** Collects what a foreign experiment comes to. */
export class Collector {
  readonly mapped: Array<Mapped> = [];
  readonly unmapped: Array<Unmapped> = [];
  private readonly ids = new Map<string, number>();

  /** Takes an effect as a fault with a name of its own; `when` says when and how long. */
  take(what: string, name: string, { fault, assumed = [] }: Effect, when: When): void {
    const nth = (this.ids.get(name) ?? 0) + 1;
    this.ids.set(name, nth);
    const id = (nth === 1 ? name : `${name}-${nth}`).replaceAll("#", "-").slice(0, 200);
    const { kind, ...rest } = fault;
    const isMoment = momentary.has(kind);
    const lasts = when.durationUs === undefined || isMoment ? {} : { duration: printDuration(when.durationUs) };
    const start =
      when.every === undefined
        ? { at: printDuration(when.atUs) }
        : { every: { ...when.every, from: printDuration(when.atUs) } };
    this.mapped.push({ what, fault: { id, kind, ...rest, ...start, ...lasts }, assumed });
  }

  leave(what: string, reason: string): void {
    this.unmapped.push({ what, reason });
  }
}

/** Kinds that act once: how long they last means nothing. */
const momentary: ReadonlySet<string> = new Set(["job.crash", "checkpoint.corrupt"]);

/** When a fault strikes, and how long it lasts; microseconds. */
export interface When {
  readonly atUs: number;
  /** Until its repair unless given. */
  readonly durationUs?: number | undefined;
  readonly every?: { readonly period: string; readonly times?: number } | undefined;
}

/** What something foreign does, as a fault of Ordeal without its time; or why no fault does that. */
export interface Effect {
  readonly fault: WrittenFault;
  readonly assumed?: ReadonlyArray<string>;
}
export type EffectOrReason = Effect | { readonly reason: string };

/** A mapping; `undefined` for anything else. */
export const record = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;

export const list = (value: unknown): ReadonlyArray<unknown> => (Array.isArray(value) ? value : []);

/** Text, also of a number or a boolean that somebody left unquoted; empty for anything else. */
export const said = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";

/** A number that is written as one, or as text, perhaps with a percent sign; `undefined` for anything else. */
export const numberOf = (value: unknown): number | undefined => {
  const match = /^\s*([+-]?\d+(?:\.\d+)?)\s*%?\s*$/.exec(said(value));
  return match === null ? undefined : Number(match[1]);
};

/** The same, or `otherwise` where nothing is said at all: what cannot be read is not taken for what is not said. */
export const numberOr = (value: unknown, otherwise: number): number | undefined =>
  value === undefined ? otherwise : numberOf(value);

const units: Readonly<Record<string, number>> = {
  ns: 1e-3,
  us: 1,
  µs: 1,
  ms: 1e3,
  s: 1e6,
  m: 60e6,
  h: 3_600e6,
  d: 86_400e6,
};

/** A duration as Go and Kubernetes write it (`90s`, `1h30m`, `1.5s`), in microseconds; seconds where it is a bare number. */
export const goDurationUs = (value: unknown): number | undefined => {
  const text = said(value).trim();
  if (/^\d+(\.\d+)?$/.test(text)) return Math.round(Number(text) * 1e6);
  if (!/^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h|d))+$/.test(text)) return undefined;
  let us = 0;
  for (const [, amount = "", unit = ""] of text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h|d)/g))
    us += Number(amount) * (units[unit] ?? 0);
  return Math.round(us);
};
