import {
  type Experiment,
  type Finding,
  type JournalEvent,
  type Judgement,
  judgeProbe,
  type Probe,
  type ProbeSample,
} from "@ordeal/model";
import * as Effect from "effect/Effect";
import { askProbe } from "./ask.ts";

/** The user's own probes over a run: what each showed at every look. */
export class ProbeWatch {
  private readonly probes: ReadonlyArray<Probe>;
  private readonly samples: ReadonlyMap<string, Array<ProbeSample>>;
  private readonly strikesUs: Array<number> = [];
  /** Why nobody is asked; `undefined` where they are. */
  private idle: string | undefined;

  constructor({ probes = [] }: Pick<Experiment, "probes">) {
    this.probes = probes;
    this.samples = new Map(probes.map(({ name }) => [name, []]));
  }

  get isEmpty(): boolean {
    return this.probes.length === 0;
  }

  /** Whether any of them is judged. */
  get isJudged(): boolean {
    return this.probes.some(({ expect }) => expect.length > 0);
  }

  /** A run whose time is not that of the world has nothing to show to those who look at the world. */
  leave(reason: string): void {
    this.idle = reason;
  }

  see({ type, atUs, data }: JournalEvent): void {
    if (type === "fault.started" && (data as { readonly origin: string }).origin === "experiment")
      this.strikesUs.push(atUs);
  }

  /** Asks all of them at once; each is waited for as long as it says at most. */
  look(atUs: number): Effect.Effect<ReadonlyMap<string, number | null>> {
    const { idle } = this;
    const asking = this.probes.map((probe) =>
      Effect.map(idle === undefined ? askProbe(probe) : Effect.succeed({ value: null, reason: idle }), (shown) => {
        this.samples.get(probe.name)?.push({ atUs, ...shown });
        return [probe.name, shown.value] as const;
      }),
    );
    return Effect.map(Effect.all(asking, { concurrency: "unbounded" }), (shown) => new Map(shown));
  }

  /** What they come to in a run that was observed up to an instant. */
  judge(untilUs: number): ReadonlyArray<Judgement> {
    return this.probes.flatMap((probe) =>
      judgeProbe(probe, this.samples.get(probe.name) ?? [], this.strikesUs, untilUs),
    );
  }

  /** Probes that gave no sample at some look: what is compared with them is not known. */
  get findings(): ReadonlyArray<Finding> {
    return [...this.samples].flatMap(([name, samples]) => {
      const missing = samples.filter(({ value }) => value === null);
      const last = missing.at(-1);
      if (samples.length === 0) return [{ verdict: "unknown", reason: `probe.${name} was never asked` }];
      if (last === undefined) return [];
      const reason = `probe.${name} gave no sample at ${missing.length} of ${samples.length} looks: ${last.reason ?? "no number"}`;
      return [{ verdict: "unknown", reason }];
    });
  }
}
