import type { CellState, ClusterState } from "./cluster-state.ts";
import type { Layout } from "./layout.ts";

/** What cells are coloured by. */
export type Colouring = "state" | "temperature";

export const cellColours: Readonly<Record<CellState, string>> = {
  off: "#5b1a1a",
  down: "#d1453b",
  quarantined: "#8a5fb0",
  faulty: "#e8a33d",
  throttled: "#d9c23b",
  job: "#4d9a78",
  spare: "#7d8b99",
};

/** From cool to where cards are powered off. */
const HEAT = ["#3b6fb5", "#3f8fb0", "#4d9a78", "#8db04a", "#d9c23b", "#e8a33d", "#dd6b3a", "#c9302c"];

/** Draws the cluster on a canvas: once whole, then only what changed. */
export class Painter {
  private readonly context: CanvasRenderingContext2D;
  private readonly state: ClusterState;
  private readonly layout: Layout;
  private readonly colouring: Colouring;
  private readonly ink: string;

  constructor(
    context: CanvasRenderingContext2D,
    state: ClusterState,
    layout: Layout,
    { colouring, ink }: { readonly colouring: Colouring; readonly ink: string },
  ) {
    this.context = context;
    this.state = state;
    this.layout = layout;
    this.colouring = colouring;
    this.ink = ink;
  }

  /** Draws what is dirty. Returns how many nodes were drawn. */
  paint(): number {
    const { state } = this;
    let drawn = 0;
    if (state.isAllDirty) {
      this.context.clearRect(0, 0, this.layout.width, this.layout.height);
      for (let supernode = 0; supernode < state.supernodes; supernode++) this.paintHead(supernode);
      for (let node = 0; node < state.shape.nodes; node++, drawn++) this.paintNode(node);
    } else {
      const heads = new Set<number>();
      for (const node of state.dirty) {
        this.paintNode(node);
        heads.add(Math.floor(node / state.shape.nodesPerSupernode));
        drawn++;
      }
      for (const supernode of heads) this.paintHead(supernode);
    }
    state.isAllDirty = false;
    state.dirty.clear();
    return drawn;
  }

  private paintNode(node: number): void {
    const { context, layout, state } = this;
    for (let card = 0; card < state.shape.cardsPerNode; card++) {
      const { x, y, width, height } = layout.cardOf(node, card);
      context.fillStyle = this.colourOf(node, card);
      context.fillRect(x, y, width, height);
    }
  }

  private colourOf(node: number, card: number): string {
    const cell = this.state.stateOf(node, card);
    if (this.colouring === "state" || cell === "off") return cellColours[cell];
    const temperatureC = this.state.loopOf(node)?.temperatureC;
    if (temperatureC === undefined) return cellColours.spare;
    const { throttleC, tripC } = this.state.shape;
    const coolC = throttleC - 40;
    const step = Math.floor(((temperatureC - coolC) / (tripC - coolC)) * HEAT.length);
    return HEAT[Math.max(0, Math.min(HEAT.length - 1, step))] as string;
  }

  /** A supernode's name, its temperature, and its planes and ToR switches. */
  private paintHead(supernode: number): void {
    const { context, layout, state } = this;
    if (!layout.hasHeaders) return;
    const { x, y, width } = layout.blockOf(supernode);
    context.clearRect(x, y, width + 4, 18);
    const loop = state.loopOf(supernode * state.shape.nodesPerSupernode);
    const warm = loop?.temperatureC === undefined || width < 80 ? "" : `  ${loop.temperatureC.toFixed(0)} °C`;
    context.fillStyle =
      loop?.state === "off" ? cellColours.down : loop?.state === "throttled" ? cellColours.faulty : this.ink;
    context.font = "11px system-ui, sans-serif";
    context.fillText(`sn${String(supernode).padStart(2, "0")}${warm}`, x, y + 10);
    for (const { x: left, y: top, width: wide, height, address } of layout.stripOf(supernode)) {
      context.fillStyle = state.isFaulty(address)
        ? cellColours.down
        : address.startsWith("tor")
          ? "#8f9aa6"
          : "#4f7fb8";
      context.fillRect(left, top, wide, height);
    }
  }
}
