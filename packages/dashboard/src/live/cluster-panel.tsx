/** @jsxRuntime automatic @jsxImportSource preact */
import { humanNumber } from "@ordeal/model";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { cellMeanings, cellStates } from "./cluster-state.ts";
import { Layout } from "./layout.ts";
import { type Colouring, cellColours, Painter } from "./painter.ts";
import type { Session } from "./session.ts";
import { SupernodeTable } from "./supernode-table.tsx";

const HEIGHT_MAX = 620;
/** More cards than this are not drawn one by one. */
const CARDS_MAX = 200_000;

/** The cluster as supernodes, nodes and cards, drawn card by card; and the same facts as a table. */
export const ClusterPanel = ({
  session,
  chosen,
  onChoose,
}: {
  readonly session: Session;
  readonly chosen: string;
  readonly onChoose: (address: string) => void;
}) => {
  const { state } = session;
  const [colouring, setColouring] = useState<Colouring>("state");
  const [asTable, setAsTable] = useState(false);
  if (state === undefined) return null;
  const { shape } = state;
  const cards = shape.nodes * shape.cardsPerNode;
  return (
    <section aria-label="The cluster" class="cluster">
      <h2>
        {shape.name}: {humanNumber(cards)} cards in {humanNumber(shape.nodes)} nodes
      </h2>
      <div class="controls">
        <span>Colour by</span>
        {(["state", "temperature"] as const).map((one) => (
          <button type="button" key={one} aria-pressed={colouring === one} onClick={() => setColouring(one)}>
            {one}
          </button>
        ))}
        <button type="button" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          As a table
        </button>
      </div>
      {cards > CARDS_MAX ? (
        <p>More than {humanNumber(CARDS_MAX)} cards are not drawn one by one; the table has them all.</p>
      ) : (
        <ClusterCanvas session={session} colouring={colouring} chosen={chosen} onChoose={onChoose} />
      )}
      <ul class="legend">
        {cellStates.map((cell) => (
          <li key={cell}>
            <svg width={11} height={11} aria-hidden="true">
              <rect width={11} height={11} fill={cellColours[cell]} />
            </svg>{" "}
            {cell}: {cellMeanings[cell]}
          </li>
        ))}
      </ul>
      <LoopChips session={session} chosen={chosen} onChoose={onChoose} />
      {asTable || cards > CARDS_MAX ? <SupernodeTable state={state} onChoose={onChoose} /> : null}
    </section>
  );
};

const LOOPS_MAX = 200;

/** The cooling loops, and what there is one of. */
const LoopChips = ({
  session: { state },
  chosen,
  onChoose,
}: {
  readonly session: Session;
  readonly chosen: string;
  readonly onChoose: (address: string) => void;
}) => {
  if (state === undefined) return null;
  const singles = ["storage", "scheduler", "job"];
  return (
    <fieldset class="chips">
      <legend class="hidden">Cooling loops, storage, scheduler and job</legend>
      {state.loops.slice(0, LOOPS_MAX).map(({ state: now, temperatureC }, loop) => {
        const address = `cdu${loop}`;
        return (
          <button
            type="button"
            key={address}
            class={`chip ${now}`}
            aria-pressed={chosen === address}
            onClick={() => onChoose(address)}
          >
            {address} {now === "cool" ? "" : now} {temperatureC === undefined ? "" : `${temperatureC.toFixed(0)} °C`}
          </button>
        );
      })}
      {singles.map((address) => (
        <button
          type="button"
          key={address}
          class={`chip ${state.isFaulty(address) ? "off" : ""}`}
          aria-pressed={chosen === address}
          onClick={() => onChoose(address)}
        >
          {address}
        </button>
      ))}
    </fieldset>
  );
};

const ClusterCanvas = ({
  session,
  colouring,
  chosen,
  onChoose,
}: {
  readonly session: Session;
  readonly colouring: Colouring;
  readonly chosen: string;
  readonly onChoose: (address: string) => void;
}) => {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(760);
  const [pointed, point] = useState("");
  const [focus, setFocus] = useState(0);
  const { state } = session;
  const layout = useMemo(
    () => (state === undefined ? undefined : new Layout(state.shape, width, HEIGHT_MAX)),
    [state, width],
  );
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) =>
      setWidth(Math.max(240, Math.floor(entry?.contentRect.width ?? 760))),
    );
    if (frame.current !== null) observer.observe(frame.current);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (context === null || context === undefined || state === undefined || layout === undefined) return;
    const ink = getComputedStyle(document.body).color;
    const ratio = window.devicePixelRatio || 1;
    context.canvas.width = Math.round(layout.width * ratio);
    context.canvas.height = Math.round(layout.height * ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const painter = new Painter(context, state, layout, { colouring, ink });
    state.isAllDirty = true;
    let scheduled = 0;
    let arrivedMs = 0;
    const draw = () => {
      scheduled = 0;
      painter.paint();
      performance.measure("event to paint", { start: arrivedMs, end: performance.now() });
    };
    const schedule = (ms: number) => {
      if (scheduled !== 0) return;
      arrivedMs = ms;
      scheduled = requestAnimationFrame(draw);
    };
    session.onCluster = schedule;
    schedule(performance.now());
    return () => {
      cancelAnimationFrame(scheduled);
      session.onCluster = () => {};
    };
  }, [session, state, layout, colouring]);
  if (state === undefined || layout === undefined) return null;
  const { shape } = state;
  const nameOf = (node: number) => {
    const supernode = Math.floor(node / shape.nodesPerSupernode);
    return `sn${String(supernode).padStart(2, "0")}/n${String(node % shape.nodesPerSupernode).padStart(2, "0")}`;
  };
  const addressAt = (event: PointerEvent | MouseEvent) => layout.at(event.offsetX, event.offsetY);
  const move = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: shape.nodesPerSupernode, ArrowUp: -shape.nodesPerSupernode }[
      event.key
    ];
    if (by === undefined) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(shape.nodes - 1, focus + by));
    setFocus(next);
    onChoose(nameOf(next));
  };
  const mark = markOf(chosen, layout, shape);
  return (
    <div ref={frame} class="frame">
      <canvas
        ref={canvas}
        tabIndex={0}
        role="img"
        aria-label={`${humanNumber(shape.nodes)} nodes, by the arrow keys: left and right to the next node, up and down to the next supernode. The table has the same facts.`}
        width={layout.width}
        height={layout.height}
        onPointerMove={(event) => point(addressAt(event) ?? "")}
        onPointerLeave={() => point("")}
        onClick={(event) => {
          const address = addressAt(event);
          if (address !== undefined) onChoose(address);
        }}
        onKeyDown={move}
      />
      {mark === undefined ? null : (
        <svg class="mark" width={layout.width} height={layout.height} aria-hidden="true">
          <rect x={mark.x - 1.5} y={mark.y - 1.5} width={mark.width + 3} height={mark.height + 3} />
        </svg>
      )}
      <p class="told" aria-live="polite">
        {pointed !== "" ? pointed : chosen === "" ? "Click on a card, a node, a plane or a loop." : `chosen: ${chosen}`}
      </p>
    </div>
  );
};

/** Where the chosen component lies on the picture. */
const markOf = (
  address: string,
  layout: Layout,
  shape: { readonly nodesPerSupernode: number; readonly nodes: number },
) => {
  const match = /^(?:sn|tor)(\d+)(?:\/n(\d+)(?:\/c(\d+))?)?/.exec(address);
  if (match === null) return undefined;
  const supernode = Number(match[1]);
  if (supernode * shape.nodesPerSupernode >= shape.nodes) return undefined;
  if (match[2] === undefined)
    return layout.stripOf(supernode).find((box) => box.address === address) ?? layout.blockOf(supernode);
  const node = supernode * shape.nodesPerSupernode + Number(match[2]);
  if (node >= shape.nodes) return undefined;
  return match[3] === undefined ? layout.nodeOf(node) : layout.cardOf(node, Number(match[3]));
};
