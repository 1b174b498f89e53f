import type { ClusterShape } from "@ordeal/model";

/** A place on the canvas, in CSS pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const GAP = 10;
const HEADER = 14;
const STRIP = 5;
const SIZES = [11, 9, 8, 7, 6, 5, 4, 3, 2];

/** Where everything is: supernodes as blocks, nodes in them, cards in those, as large as there is room for. */
export class Layout {
  readonly width: number;
  readonly height: number;
  readonly size: number;
  private readonly shape: ClusterShape;
  private readonly cardColumns: number;
  private readonly cardRows: number;
  private readonly nodeColumns: number;
  private readonly blockColumns: number;
  private readonly block: { readonly width: number; readonly height: number };
  readonly hasHeaders: boolean;

  constructor(shape: ClusterShape, width: number, heightMax: number) {
    this.shape = shape;
    this.width = width;
    this.cardColumns = Math.ceil(shape.cardsPerNode / 2);
    this.cardRows = shape.cardsPerNode > 1 ? 2 : 1;
    const supernodes = Math.ceil(shape.nodes / shape.nodesPerSupernode);
    const plan = (size: number) => {
      const node = { width: this.cardColumns * size + 1, height: this.cardRows * size + 1 };
      // About as wide as high.
      const columns = Math.max(1, Math.round(Math.sqrt((shape.nodesPerSupernode * node.height) / node.width)));
      const rows = Math.ceil(shape.nodesPerSupernode / columns);
      const inner = { width: columns * node.width, height: rows * node.height };
      const hasHeaders = inner.width >= 44;
      const block = { width: inner.width + GAP, height: inner.height + GAP + (hasHeaders ? HEADER + STRIP : 0) };
      const blockColumns = Math.max(1, Math.floor(width / block.width));
      const height = Math.ceil(supernodes / blockColumns) * block.height;
      return { size, columns, hasHeaders, block, blockColumns, height };
    };
    const plans = SIZES.map(plan);
    const chosen = plans.find(({ height }) => height <= heightMax) ?? (plans.at(-1) as ReturnType<typeof plan>);
    this.size = chosen.size;
    this.nodeColumns = chosen.columns;
    this.block = chosen.block;
    this.blockColumns = chosen.blockColumns;
    this.hasHeaders = chosen.hasHeaders;
    this.height = chosen.height;
  }

  blockOf(supernode: number): Box {
    return {
      x: (supernode % this.blockColumns) * this.block.width,
      y: Math.floor(supernode / this.blockColumns) * this.block.height,
      width: this.block.width - GAP,
      height: this.block.height - GAP,
    };
  }

  /** Where the nodes of a supernode begin: below its name and its planes. */
  private get top(): number {
    return this.hasHeaders ? HEADER + STRIP : 0;
  }

  nodeOf(node: number): Box {
    const supernode = Math.floor(node / this.shape.nodesPerSupernode);
    const inside = node % this.shape.nodesPerSupernode;
    const { x, y } = this.blockOf(supernode);
    const width = this.cardColumns * this.size + 1;
    const height = this.cardRows * this.size + 1;
    return {
      x: x + (inside % this.nodeColumns) * width,
      y: y + this.top + Math.floor(inside / this.nodeColumns) * height,
      width: width - 1,
      height: height - 1,
    };
  }

  cardOf(node: number, card: number): Box {
    const { x, y } = this.nodeOf(node);
    const gap = this.size > 3 ? 1 : 0;
    return {
      x: x + (card % this.cardColumns) * this.size,
      y: y + Math.floor(card / this.cardColumns) * this.size,
      width: this.size - gap,
      height: this.size - gap,
    };
  }

  /** The strip below a supernode's name: its planes, then its ToR switches. */
  stripOf(supernode: number): ReadonlyArray<Box & { readonly address: string }> {
    const { planes, tors } = this.shape;
    if (!this.hasHeaders || planes + tors === 0) return [];
    const { x, y, width } = this.blockOf(supernode);
    const each = Math.min(12, (width - 4) / (planes + tors));
    const name = String(supernode).padStart(2, "0");
    return Array.from({ length: planes + tors }, (_, index) => ({
      x: x + index * each + (index >= planes ? 4 : 0),
      y: y + HEADER - 1,
      width: each - 1,
      height: STRIP - 1,
      address: index < planes ? `sn${name}/plane${index}` : `tor${name}${index === planes ? "a" : "b"}`,
    }));
  }

  /** The address of what lies there; `undefined` where nothing does. */
  at(x: number, y: number): string | undefined {
    const column = Math.floor(x / this.block.width);
    const supernode = Math.floor(y / this.block.height) * this.blockColumns + column;
    const { nodes, nodesPerSupernode, cardsPerNode } = this.shape;
    if (x < 0 || y < 0 || column >= this.blockColumns || supernode * nodesPerSupernode >= nodes) return undefined;
    const strip = this.stripOf(supernode).find((box) => contains(box, x, y));
    if (strip !== undefined) return strip.address;
    const block = this.blockOf(supernode);
    const nodeColumn = Math.floor((x - block.x) / (this.cardColumns * this.size + 1));
    const nodeRow = Math.floor((y - block.y - this.top) / (this.cardRows * this.size + 1));
    const name = `sn${String(supernode).padStart(2, "0")}`;
    if (nodeRow < 0) return name;
    const inside = nodeRow * this.nodeColumns + nodeColumn;
    const node = supernode * nodesPerSupernode + inside;
    if (nodeColumn >= this.nodeColumns || inside >= nodesPerSupernode || node >= nodes) return undefined;
    const box = this.nodeOf(node);
    const card =
      Math.floor((y - box.y) / this.size) * this.cardColumns +
      Math.min(this.cardColumns - 1, Math.floor((x - box.x) / this.size));
    const address = `${name}/n${String(inside).padStart(2, "0")}`;
    return card >= 0 && card < cardsPerNode ? `${address}/c${card}` : address;
  }
}

const contains = (box: Box, x: number, y: number): boolean =>
  x >= box.x && x <= box.x + box.width && y >= box.y - 1 && y <= box.y + box.height + 1;
