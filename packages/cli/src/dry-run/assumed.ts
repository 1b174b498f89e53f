import { type Assumption, printPath } from "@ordeal/model";

/** Whose preset is named to people who took none. */
const PRESET = "clusters/dgx-h100";

/** What is told of a cluster that leaves things out: what was taken for them, and whose figures those are. */
export const assumedLines = (assumed: ReadonlyArray<Assumption> = []): ReadonlyArray<string> => {
  if (assumed.length === 0) return [];
  const owners = Map.groupBy(assumed, ({ of }) => of);
  return [
    "assumed, since the cluster does not say it:",
    ...[...owners].map(([of, all]) => `- from ${of}: ${together(all).join(", ")}`),
    `say them, or take a preset, which does: cluster: { use: ${PRESET} }`,
  ];
};

/** As JSON tells it: the field as `--set` would name it. */
export const assumedDocument = (assumed: ReadonlyArray<Assumption> = []) =>
  assumed.map(({ path, value, of }) => ({ field: printPath(path), value, of }));

/** So many figures of one section are told each; more of them by their number. */
const TOLD_MAX = 3;

const together = (assumed: ReadonlyArray<Assumption>): ReadonlyArray<string> =>
  [...Map.groupBy(assumed, ({ path }) => printPath(path.slice(1, -1)))].flatMap(([section, all]) =>
    section !== "" && all.length > TOLD_MAX
      ? [`${section} (${all.length} figures)`]
      : all.map(({ path, value }) => `${printPath(path.slice(1))} ${shown(value)}`),
  );

const shown = (value: unknown): string =>
  typeof value === "object" && value !== null
    ? `{ ${Object.entries(value)
        .map(([key, inner]) => `${key}: ${shown(inner)}`)
        .join(", ")} }`
    : String(value);
