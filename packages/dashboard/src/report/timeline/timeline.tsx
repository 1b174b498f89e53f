/** @jsxRuntime automatic @jsxImportSource preact */
import { type Bucket, buckets, humanDuration, humanNumber } from "@ordeal/model";
import { useEffect, useRef, useState } from "preact/hooks";
import { at, type Span, scaleOf, ticksOf } from "../../charts/scale.ts";
import type { JournalPicture } from "../../picture/journal-picture.ts";
import { RecoveryStory } from "./recovery-story.tsx";
import { causeClass, colouredCauses, FaultRow, InterruptionRow, NodesRow, SaveRow } from "./rows.tsx";
import { ThroughputArea, tellWindow } from "./throughput.tsx";
import { around, pan, zoom } from "./view.ts";

const WIDTH = 900;
const LEFT = 62;
const rows = {
  throughput: { top: 8, height: 150 },
  interruptions: { top: 168, height: 18 },
  saves: { top: 194, height: 14 },
  faults: { top: 216, height: 28 },
  nodes: { top: 258, height: 24 },
} as const;
const HEIGHT = 310;
const names = { interruptions: "stops", saves: "saves", faults: "faults", nodes: "down" } as const;

/** The run over time: what its time went into, stops by cause, saves, faults and nodes down; to zoom, pan and ask. */
export const Timeline = ({ journal, name }: { readonly journal: JournalPicture; readonly name: string }) => {
  const whole: Span = { fromUs: 0, toUs: Math.max(1, journal.wallUs) };
  const [view, setView] = useState(whole);
  const [chosen, choose] = useState(() => slowestOf(journal));
  const [told, tell] = useState("");
  const svg = useRef<SVGSVGElement>(null);
  const causes = colouredCauses(journal.recoveries);
  const instantAt = (clientX: number): number => {
    const box = svg.current?.getBoundingClientRect();
    if (box === undefined) return view.fromUs;
    const x = ((clientX - box.left) / box.width) * (WIDTH + LEFT + 40) - LEFT;
    return view.fromUs + (Math.min(WIDTH, Math.max(0, x)) / WIDTH) * (view.toUs - view.fromUs);
  };
  useWheel(svg, (event) => {
    if (!(event.ctrlKey || event.metaKey || event.shiftKey)) return false;
    setView((now) => zoom(now, whole, event.deltaY < 0 ? 0.8 : 1.25, instantAt(event.clientX)));
    return true;
  });
  const drag = useDrag((share) => setView((now) => pan(now, whole, -share)), svg);
  const look = (step: number) => {
    const next = (chosen + step + journal.recoveries.length) % Math.max(1, journal.recoveries.length);
    const recovery = journal.recoveries[next];
    if (recovery === undefined) return;
    choose(next);
    if (view.toUs - view.fromUs < whole.toUs - whole.fromUs)
      setView(around(recovery.atUs, recovery.atUs + recovery.tookUs, whole));
  };
  const recovery = journal.recoveries[chosen];
  const place = (row: { readonly top: number; readonly height: number }) => ({ view, width: WIDTH, ...row });
  return (
    <section class="timeline">
      <h3>The run over time</h3>
      <Legend journal={journal} causes={causes} />
      <svg
        ref={svg}
        viewBox={`${-LEFT} 0 ${WIDTH + LEFT + 40} ${HEIGHT}`}
        role="img"
        aria-label={summaryOf(journal, name)}
        onPointerMove={(event) => {
          drag.move(event);
          tell(tellWindow(journal, Math.floor(instantAt(event.clientX) / journal.windowUs)));
        }}
        onPointerDown={drag.start}
        onPointerUp={drag.stop}
        onPointerLeave={drag.stop}
      >
        <ThroughputArea journal={journal} place={place(rows.throughput)} />
        <InterruptionRow
          journal={journal}
          causes={causes}
          row={place(rows.interruptions)}
          chosen={chosen}
          onChoose={choose}
        />
        <SaveRow journal={journal} row={place(rows.saves)} />
        <FaultRow journal={journal} row={place(rows.faults)} />
        <NodesRow journal={journal} row={place(rows.nodes)} />
        {Object.entries(names).map(([row, said]) => (
          <text key={row} x={-6} y={rows[row as keyof typeof names].top + 12} text-anchor="end">
            {said}
          </text>
        ))}
        <Ticks view={view} />
      </svg>
      <p class="told">{told === "" ? "Point at the picture: what that stretch of time went into." : told}</p>
      <div class="controls">
        <button type="button" onClick={() => setView(zoom(view, whole, 0.5))}>
          Zoom in
        </button>
        <button type="button" onClick={() => setView(zoom(view, whole, 2))}>
          Zoom out
        </button>
        <button type="button" onClick={() => setView(pan(view, whole, -0.5))}>
          Earlier
        </button>
        <button type="button" onClick={() => setView(pan(view, whole, 0.5))}>
          Later
        </button>
        <button type="button" onClick={() => setView(whole)}>
          All of it
        </button>
        <span class="hint">or drag, and Ctrl with the wheel</span>
      </div>
      {recovery === undefined ? null : (
        <>
          <div class="controls">
            <button type="button" onClick={() => look(-1)}>
              Previous stop
            </button>
            <button type="button" onClick={() => look(1)}>
              Next stop
            </button>
            <button
              type="button"
              onClick={() => setView(around(recovery.atUs, recovery.atUs + recovery.tookUs, whole))}
            >
              Look closer
            </button>
          </div>
          <div aria-live="polite">
            <RecoveryStory recovery={recovery} stepUs={journal.stepUs} />
          </div>
        </>
      )}
      <LeftOut journal={journal} />
    </section>
  );
};

const slowestOf = ({ recoveries }: JournalPicture): number =>
  recoveries.reduce((best, { tookUs }, index) => (tookUs > (recoveries[best]?.tookUs ?? -1) ? index : best), 0);

/** What the picture shows, for who hears the page. */
const summaryOf = (
  { wallUs, recoveries, recoveriesLeftOut, faults, faultsLeftOut, saves }: JournalPicture,
  name: string,
) =>
  `${name} over ${humanDuration(wallUs)}: ${humanNumber(recoveries.length + recoveriesLeftOut)} stops, ${humanNumber(faults.length + faultsLeftOut)} faults, ${humanNumber(saves.reduce((sum, count) => sum + count, 0))} saves. The tables below hold the same numbers.`;

const Ticks = ({ view }: { readonly view: Span }) => {
  const x = scaleOf(view, WIDTH);
  return (
    <g class="axis">
      {ticksOf(view).map(({ us, label }) => (
        <g key={us}>
          <line x1={at(x(us))} x2={at(x(us))} y1={rows.throughput.top} y2={HEIGHT - 22} />
          <text x={at(x(us))} y={HEIGHT - 6} text-anchor="middle">
            {label}
          </text>
        </g>
      ))}
    </g>
  );
};

const Legend = ({ journal, causes }: { readonly journal: JournalPicture; readonly causes: ReadonlyArray<string> }) => {
  const present = buckets.filter((bucket: Bucket) => journal.time[bucket].some((us) => us > 0));
  const hasOthers = journal.recoveries.some((recovery) => causeClass(causes, recovery) === "cause-other");
  return (
    <ul class="legend">
      {present.map((bucket) => (
        <li key={bucket}>
          <Swatch kind={`fill-${bucket}`} /> {bucket}
        </li>
      ))}
      {causes.map((cause, index) => (
        <li key={cause}>
          <Swatch kind={`cause-${index}`} /> stop: {cause}
        </li>
      ))}
      {hasOthers ? (
        <li>
          <Swatch kind="cause-other" /> stop: another cause
        </li>
      ) : null}
    </ul>
  );
};

const Swatch = ({ kind }: { readonly kind: string }) => (
  <svg width={11} height={11} aria-hidden="true">
    <rect class={kind} width={11} height={11} />
  </svg>
);

const LeftOut = ({ journal }: { readonly journal: JournalPicture }) => {
  const said = [
    [journal.recoveriesLeftOut, "shorter stops"],
    [journal.faultsLeftOut, "shorter faults"],
    [journal.loopsLeftOut, "changes of cooling loops"],
  ].flatMap(([count, what]) => (count === 0 ? [] : [`${humanNumber(count as number)} ${what}`]));
  return said.length === 0 ? null : <p>Not drawn one by one, and counted in all numbers: {said.join(", ")}.</p>;
};

/** Preact hears wheels passively; one that zooms must not scroll the page as well. */
const useWheel = (target: { readonly current: SVGSVGElement | null }, take: (event: WheelEvent) => boolean): void => {
  const latest = useRef(take);
  latest.current = take;
  useEffect(() => {
    const element = target.current;
    const onWheel = (event: WheelEvent) => {
      if (latest.current(event)) event.preventDefault();
    };
    element?.addEventListener("wheel", onWheel, { passive: false });
    return () => element?.removeEventListener("wheel", onWheel);
  }, [target]);
};

/** Says by what share of the picture's width the pointer was dragged. */
const useDrag = (by: (share: number) => void, target: { readonly current: SVGSVGElement | null }) => {
  const from = useRef<number | undefined>(undefined);
  return {
    start: (event: PointerEvent) => {
      from.current = event.clientX;
    },
    move: (event: PointerEvent) => {
      const width = target.current?.getBoundingClientRect().width ?? 0;
      if (from.current === undefined || width === 0) return;
      by((event.clientX - from.current) / width);
      from.current = event.clientX;
    },
    stop: () => {
      from.current = undefined;
    },
  };
};
