/** @jsxRuntime automatic @jsxImportSource preact */
import { humanDuration } from "@ordeal/model";
import { at, type Span, scaleOf } from "../../charts/scale.ts";
import type { FaultPicture, JournalPicture, RecoveryPicture } from "../../picture/journal-picture.ts";

interface Row {
  readonly view: Span;
  readonly width: number;
  readonly top: number;
  readonly height: number;
}

/** Where something that lasts is seen; `undefined` where it is not. */
const seen = (fromUs: number, toUs: number, { view, width }: Row): { x: number; width: number } | undefined => {
  if (toUs < view.fromUs || fromUs > view.toUs) return undefined;
  const x = scaleOf(view, width);
  const left = Math.max(0, x(fromUs));
  const right = Math.min(width, x(toUs));
  return { x: at(left), width: at(Math.max(1.5, right - left)) };
};

const COLOURS = 7;

/** The causes that have a colour of their own, the most frequent first; all others share the last. */
export const colouredCauses = (recoveries: ReadonlyArray<RecoveryPicture>): ReadonlyArray<string> => {
  const counts = new Map<string, number>();
  for (const { cause, kind } of recoveries) counts.set(cause || kind, (counts.get(cause || kind) ?? 0) + 1);
  return [...counts]
    .toSorted((a, b) => b[1] - a[1])
    .slice(0, COLOURS)
    .map(([cause]) => cause);
};

export const causeClass = (causes: ReadonlyArray<string>, { cause, kind }: RecoveryPicture): string => {
  const index = causes.indexOf(cause || kind);
  return index < 0 ? "cause-other" : `cause-${index}`;
};

/** Interruptions as bands, coloured by cause; a click or the pointer over one tells its story. */
export const InterruptionRow = ({
  journal,
  causes,
  row,
  chosen,
  onChoose,
}: {
  readonly journal: JournalPicture;
  readonly causes: ReadonlyArray<string>;
  readonly row: Row;
  readonly chosen: number;
  readonly onChoose: (index: number) => void;
}) => (
  <g>
    {journal.recoveries.map((recovery, index) => {
      const place = seen(recovery.atUs, recovery.atUs + recovery.tookUs, row);
      if (place === undefined) return null;
      const isChosen = index === chosen;
      return (
        <rect
          key={recovery.atUs}
          class={`${causeClass(causes, recovery)}${isChosen ? " chosen" : ""}`}
          x={place.x}
          y={row.top}
          width={place.width}
          height={row.height}
          onPointerEnter={() => onChoose(index)}
        />
      );
    })}
  </g>
);

const LANES = 4;

/** Faults as bars, so that those that overlap lie in different lanes as far as there is room. */
export const lanesOf = (faults: ReadonlyArray<FaultPicture>, endUs: number): ReadonlyArray<number> => {
  const freeFrom = Array.from({ length: LANES }, () => Number.NEGATIVE_INFINITY);
  return faults.map(({ fromUs, toUs }) => {
    const free = freeFrom.findIndex((us) => us <= fromUs);
    const lane = free < 0 ? LANES - 1 : free;
    freeFrom[lane] = Math.max(freeFrom[lane] as number, toUs ?? endUs);
    return lane;
  });
};

export const FaultRow = ({ journal, row }: { readonly journal: JournalPicture; readonly row: Row }) => {
  const lanes = lanesOf(journal.faults, journal.wallUs);
  const height = row.height / LANES;
  return (
    <g>
      {journal.faults.map((fault, index) => {
        const place = seen(fault.fromUs, fault.toUs ?? journal.wallUs, row);
        if (place === undefined) return null;
        return (
          <rect
            key={`${fault.id}@${fault.fromUs}`}
            class={fault.origin === "experiment" ? "fault scripted" : "fault"}
            x={place.x}
            y={at(row.top + (lanes[index] ?? 0) * height)}
            width={place.width}
            height={at(height - 1)}
          >
            <title>{tellFault(fault)}</title>
          </rect>
        );
      })}
      {journal.loops.map(({ loop, state, fromUs, toUs, temperatureC }) => {
        const place = seen(fromUs, toUs ?? journal.wallUs, row);
        if (place === undefined) return null;
        return (
          <rect
            key={`${loop}@${fromUs}`}
            class={`loop ${state}`}
            x={place.x}
            y={row.top + row.height}
            width={place.width}
            height={4}
          >
            <title>{`${loop} ${state}, from ${temperatureC.toFixed(0)} °C on, for ${humanDuration((toUs ?? journal.wallUs) - fromUs)}`}</title>
          </rect>
        );
      })}
    </g>
  );
};

const tellFault = ({ id, kind, cause, targets, targetsLeftOut, fromUs, toUs }: FaultPicture): string => {
  const on = [...targets, ...(targetsLeftOut > 0 ? [`${targetsLeftOut} more`] : [])].join(", ");
  const lasts = toUs === null ? "to the end" : `for ${humanDuration(toUs - fromUs)}`;
  return `${kind}${cause === "" || cause === kind ? "" : ` (${cause})`} of ${on}, ${lasts} [${id}]`;
};

/** Counts by window as a path of bars, each beside the most. */
const barsOf = (counts: ReadonlyArray<number>, most: number, windowUs: number, { view, width, top, height }: Row) => {
  const x = scaleOf(view, width);
  return counts
    .map((count, window) => {
      const left = x(window * windowUs);
      const right = x((window + 1) * windowUs);
      if (count === 0 || right < 0 || left > width) return "";
      const high = at((count / most) * height);
      return `M${at(Math.max(0, left))} ${top + height}v${-high}H${at(Math.min(width, right))}v${high}Z`;
    })
    .join("");
};

const TICKS_MAX = 500;

/** Saves as ticks where they are few enough, else as many as there are to a window. */
export const SaveRow = ({ journal, row }: { readonly journal: JournalPicture; readonly row: Row }) => {
  const { view, width, top, height } = row;
  const instants = journal.saveInstantsUs?.filter((us) => us >= view.fromUs && us <= view.toUs);
  if (instants !== undefined && instants.length <= TICKS_MAX) {
    const x = scaleOf(view, width);
    return <path class="save" d={instants.map((us) => `M${at(x(us))} ${top}v${height}`).join("")} />;
  }
  const path = barsOf(journal.saves, Math.max(1, ...journal.saves), journal.windowUs, row);
  return <path class="saves" d={path} shape-rendering="crispEdges" />;
};

/** The most nodes that were down at once, as a step. */
export const NodesRow = ({ journal, row }: { readonly journal: JournalPicture; readonly row: Row }) => {
  const most = Math.max(1, ...journal.nodesDown);
  return (
    <g>
      <path class="nodes" d={barsOf(journal.nodesDown, most, journal.windowUs, row)} shape-rendering="crispEdges" />
      <text x={row.width + 4} y={row.top + 10}>
        {most}
      </text>
    </g>
  );
};
