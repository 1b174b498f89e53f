/** @jsxRuntime automatic @jsxImportSource preact */
import { type Bucket, buckets, humanDuration, humanInstant, percent } from "@ordeal/model";
import { at, type Span, scaleOf } from "../../charts/scale.ts";
import type { JournalPicture } from "../../picture/journal-picture.ts";

/** The floor of the picture: losses are small, and would not be seen above an axis that begins at nothing. */
export const floorOf = (journal: JournalPicture, [first, last]: readonly [number, number]): number => {
  let lowest = 1;
  for (let window = first; window <= last; window++) lowest = Math.min(lowest, shareOf(journal, "productive", window));
  return Math.max(0, Math.floor((lowest - 0.02) * 10) / 10);
};

const lengthOf = ({ windowUs, wallUs }: JournalPicture, window: number): number =>
  Math.max(1, Math.min(windowUs, wallUs - window * windowUs));

export const shareOf = (journal: JournalPicture, bucket: Bucket, window: number): number =>
  (journal.time[bucket][window] ?? 0) / lengthOf(journal, window);

/** The windows that are seen, from the first to the last. */
export const windowsIn = ({ windowUs, time }: JournalPicture, { fromUs, toUs }: Span): readonly [number, number] => [
  Math.max(0, Math.floor(fromUs / windowUs)),
  Math.min(time.productive.length - 1, Math.floor((toUs - 1) / windowUs)),
];

interface Place {
  readonly view: Span;
  readonly width: number;
  readonly top: number;
  readonly height: number;
}

/** Every bucket of the ledger upon the last, window by window: what is productive at the bottom. */
export const ThroughputArea = ({ journal, place }: { readonly journal: JournalPicture; readonly place: Place }) => {
  const { view, width, top, height } = place;
  const seen = windowsIn(journal, view);
  const floor = floorOf(journal, seen);
  const x = scaleOf(view, width);
  const y = (share: number) => top + height - (Math.max(0, share - floor) / (1 - floor)) * height;
  const below = new Map<number, number>();
  const layers = buckets.map((bucket) => {
    let path = "";
    for (let window = seen[0]; window <= seen[1]; window++) {
      const share = shareOf(journal, bucket, window);
      if (share === 0) continue;
      const from = below.get(window) ?? 0;
      below.set(window, from + share);
      const left = Math.max(0, x(window * journal.windowUs));
      const right = Math.min(width, x(Math.min(journal.wallUs, (window + 1) * journal.windowUs)));
      const high = y(from + share);
      const low = y(from);
      if (low - high < 0.05) continue;
      path += `M${at(left)} ${at(low)}V${at(high)}H${at(right)}V${at(low)}Z`;
    }
    return { bucket, path };
  });
  return (
    <g>
      {layers.map(({ bucket, path }) =>
        path === "" ? null : <path key={bucket} class={`fill-${bucket}`} d={path} shape-rendering="crispEdges" />,
      )}
      {[0, 0.5, 1].map((part) => {
        const share = floor + part * (1 - floor);
        return (
          <g key={part} class="axis">
            <line x1={0} x2={width} y1={at(y(share))} y2={at(y(share))} />
            <text x={-6} y={at(y(share) + 4)} text-anchor="end">
              {percent(share, share * 100 === Math.round(share * 100) ? 0 : 1)}
            </text>
          </g>
        );
      })}
    </g>
  );
};

/** What one window came to, in words. */
export const tellWindow = (journal: JournalPicture, window: number): string => {
  const fromUs = window * journal.windowUs;
  const losses = buckets
    .filter((bucket) => bucket !== "productive" && (journal.time[bucket][window] ?? 0) > 0)
    .toSorted((a, b) => (journal.time[b][window] ?? 0) - (journal.time[a][window] ?? 0))
    .map((bucket) => `${bucket} ${humanDuration(journal.time[bucket][window] ?? 0)}`);
  const saves = journal.saves[window] ?? 0;
  const down = journal.nodesDown[window] ?? 0;
  return [
    `${humanInstant(fromUs)}, for ${humanDuration(lengthOf(journal, window))}: effective throughput ${percent(shareOf(journal, "productive", window))}`,
    ...losses,
    ...(saves > 0 ? [`${saves} save${saves === 1 ? "" : "s"}`] : []),
    ...(down > 0 ? [`up to ${down} node${down === 1 ? "" : "s"} down`] : []),
  ].join(" · ");
};
