import {
  counted,
  humanDuration,
  type MeasuredTimeName,
  type MeasuredTimes,
  measuredTimeMeanings,
  measuredTimes,
  type PhasedInterruption,
  percent,
  recoveryPhases,
  type SideBySide,
} from "@ordeal/model";
import type { Style } from "../print/style.ts";
import { columns } from "../print/table.ts";

/** The times that the prediction rests on, and where each comes from. */
export const printTimes = (times: MeasuredTimes, written: ReadonlyArray<MeasuredTimeName>): ReadonlyArray<string> =>
  columns(
    measuredTimes.flatMap((name) => {
      const time = times[name];
      if (time === undefined) return written.includes(name) ? [[name, "as written", measuredTimeMeanings[name]]] : [];
      const said = `${humanDuration(time.meanUs)} (mean of ${counted(time.samples, "sample")})`;
      return [[name, said, measuredTimeMeanings[name]]];
    }),
    ["left", "left", "left"],
  );

const signed = (points: number): string => `${points < 0 ? "−" : "+"}${Math.abs(points).toFixed(2)}`;

/** The ledger, predicted and measured. */
export const printBuckets = ({ buckets }: SideBySide, style: Style): ReadonlyArray<string> =>
  columns(
    [
      ["", "predicted", "measured", "points", ""].map((head) => style("bold", head)),
      ...buckets
        .filter(({ predicted, measured }) => predicted > 0 || measured > 0)
        .map(({ bucket, predicted, measured, points, why }) => [
          bucket,
          percent(predicted),
          percent(measured),
          signed(points),
          why ?? "",
        ]),
    ],
    ["left", "right", "right", "right", "left"],
  );

/** Every interruption by its phases, predicted above measured. */
export const printInterruptions = ({ interruptions }: SideBySide, style: Style): ReadonlyArray<string> =>
  interruptions.length === 0
    ? ["  none, neither predicted nor measured"]
    : columns(
        [
          ["", "at", ...recoveryPhases].map((head) => style("bold", head)),
          ...interruptions.flatMap(({ predicted, measured }, nth) => [
            rowOf(`${nth + 1}. predicted`, predicted),
            rowOf("   measured", measured),
          ]),
        ],
        ["left", "right", ...recoveryPhases.map(() => "right" as const)],
      );

const rowOf = (name: string, stop: PhasedInterruption | undefined): ReadonlyArray<string> =>
  stop === undefined
    ? [name, "none", ...recoveryPhases.map(() => "")]
    : [
        stop.isOver ? name : `${name} (goes on)`,
        humanInstantOf(stop.atUs),
        ...recoveryPhases.map((phase) => (stop.phasesUs[phase] === 0 ? "–" : humanDuration(stop.phasesUs[phase]))),
      ];

/** An instant of a run that lasts seconds or minutes. */
const humanInstantOf = (us: number): string => `${(us / 1_000_000).toFixed(1)} s`;
