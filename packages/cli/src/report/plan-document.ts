import type { Block, BlocksPicture, ReportPart } from "@ordeal/dashboard";
import { counted, humanMetric, humanNumber, percent, verdicts } from "@ordeal/model";
import * as Schema from "effect/Schema";

const Range = Schema.Struct({ from: Schema.NullOr(Schema.Number), to: Schema.NullOr(Schema.Number) });
const Settings = Schema.Record(Schema.String, Schema.Unknown);
const Found = Schema.NullOr(Schema.Struct({ from: Schema.String, to: Schema.String }));

/** What a report reads of the document of `plan --json`. */
export const PlanDocument = Schema.Struct({
  ordeal: Schema.String,
  title: Schema.String,
  seeds: Schema.Struct({ from: Schema.Int, runs: Schema.Int }),
  verdict: Schema.Literals(verdicts),
  targetAssumed: Schema.Boolean,
  settings: Schema.Array(
    Schema.Struct({
      set: Settings,
      runs: Schema.Int,
      verdict: Schema.Literals(verdicts),
      effectiveThroughput: Schema.NullOr(
        Schema.Struct({ mean: Schema.NullOr(Schema.Number), interval: Schema.NullOr(Range) }),
      ),
      spares: Schema.NullOr(Schema.Number),
      energyKwh: Schema.Number,
      cost: Schema.NullOr(Schema.Struct({ total: Schema.Number, perProductiveCardHour: Schema.NullOr(Schema.Number) })),
      front: Schema.Boolean,
      recommended: Schema.Boolean,
    }),
  ),
  search: Schema.NullOr(Schema.Struct({ path: Schema.String, from: Schema.String, to: Schema.String })),
  edges: Schema.Array(
    Schema.Struct({ set: Settings, holds: Schema.NullOr(Schema.String), fails: Schema.NullOr(Schema.String) }),
  ),
  breakEvens: Schema.Array(Schema.Struct({ first: Settings, second: Settings, at: Found })),
  command: Schema.String,
});
type PlanDocument = typeof PlanDocument.Type;

const named = (set: Readonly<Record<string, unknown>>): string => {
  const said = Object.entries(set).map(
    ([path, value]) => `${path}=${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  return said.length === 0 ? "as it is" : said.join(", ");
};

/** What settings come to under the same faults: what nothing beats, what to take, where one becomes better than another. */
export const planBlocks = (document: PlanDocument): BlocksPicture => {
  const { title, seeds, verdict, settings, search, edges, breakEvens, command, targetAssumed } = document;
  const best = settings.findIndex(({ recommended }) => recommended);
  return {
    title: `${title}: a plan`,
    verdict,
    headline: `${counted(settings.length, "setting")}, each with the same ${counted(seeds.runs, "seed")}${best < 0 ? "" : `; recommended: ${named(settings[best]?.set ?? {})}`}`,
    blocks: [
      ...(targetAssumed
        ? [{ show: "text", text: "No threshold is put on the distribution: the target is assumed." } as const]
        : []),
      ...(settings.length === 0 ? [] : [settingsTable(settings, best)]),
      ...frontOf(settings),
      ...(search === null ? [] : [edgesTable(search, edges), ...breakEvensTable(search, breakEvens)]),
    ],
    commands: [command],
  };
};

const settingsTable = (settings: PlanDocument["settings"], best: number): Block => ({
  show: "table",
  title: "Settings",
  head: ["setting", "verdict", "effective throughput", "95 %", "spares", "energy", "cost", "a productive card-hour"],
  names: 2,
  ...(best < 0 ? {} : { best }),
  rows: settings.map(({ set, verdict, effectiveThroughput, spares, energyKwh, cost, front }) => [
    `${named(set)}${front ? " (nothing beats it in all)" : ""}`,
    verdict,
    effectiveThroughput === null || effectiveThroughput.mean === null ? "–" : percent(effectiveThroughput.mean),
    effectiveThroughput?.interval === null || effectiveThroughput === null
      ? "–"
      : `${percent(effectiveThroughput.interval.from ?? 0)} … ${percent(effectiveThroughput.interval.to ?? 0)}`,
    spares === null ? "–" : humanNumber(spares, 1),
    humanMetric(energyKwh, "kWh"),
    cost === null ? "–" : humanNumber(cost.total),
    cost?.perProductiveCardHour === null || cost === null ? "–" : humanNumber(cost.perProductiveCardHour, 4),
  ]),
});

/** Effective throughput against what is paid for it: the cost where prices are known, else the spares, else the energy. */
const frontOf = (settings: PlanDocument["settings"]): ReadonlyArray<Block> => {
  const paid = settings.every(({ cost }) => cost !== null)
    ? { x: "cost", of: ({ cost }: PlanDocument["settings"][number]) => cost?.total ?? 0 }
    : settings.every(({ spares }) => spares !== null)
      ? { x: "spares", of: ({ spares }: PlanDocument["settings"][number]) => spares ?? 0 }
      : { x: "energy, kWh", of: ({ energyKwh }: PlanDocument["settings"][number]) => energyKwh };
  const points = settings.flatMap((setting) => {
    const mean = setting.effectiveThroughput?.mean ?? null;
    return mean === null
      ? []
      : [{ x: paid.of(setting), y: mean, label: `${named(setting.set)}: ${percent(mean)}`, isOnFront: setting.front }];
  });
  return points.length < 2
    ? []
    : [{ show: "scatter", title: "What each setting brings, and costs", x: paid.x, y: "effective throughput", points }];
};

const edgesTable = (search: NonNullable<PlanDocument["search"]>, edges: PlanDocument["edges"]): Block => ({
  show: "table",
  title: `How far ${search.path} may go, from ${search.from} to ${search.to}`,
  head: ["setting", "still holds", "no longer"],
  names: 1,
  rows: edges.map(({ set, holds, fails }) => [named(set), holds ?? "–", fails ?? "–"]),
});

const breakEvensTable = (
  search: NonNullable<PlanDocument["search"]>,
  breakEvens: PlanDocument["breakEvens"],
): ReadonlyArray<Block> =>
  breakEvens.length === 0
    ? []
    : [
        {
          show: "table",
          title: `Where one becomes better than the other, by ${search.path}`,
          head: ["one", "the other", "between"],
          names: 2,
          rows: breakEvens.map(({ first, second, at }) => [
            named(first),
            named(second),
            at === null ? "nowhere in the range" : `${at.from} and ${at.to}`,
          ]),
        },
      ];

/** The same, of a document as it is about to be printed. */
export const planParts = (document: object): ReadonlyArray<ReportPart> => [
  { what: "blocks", part: planBlocks(Schema.decodeUnknownSync(PlanDocument)(JSON.parse(JSON.stringify(document)))) },
];
