/**
 * How the components of a recorded cluster find their places in another one: in the `order` in which they appear, by
 * `proportion` of the two clusters' sizes, or by a `hash` of their names.
 */
export const mappings = ["order", "proportion", "hash"] as const;
export type Mapping = (typeof mappings)[number];

/** What each mapping does, for people to read. */
export const mappingMeanings: Readonly<Record<Mapping, string>> = {
  order: "the first component that appears is the first of this cluster, and so on",
  proportion: "the n-th of the recorded cluster lies at the same share of this one",
  hash: "by a hash of its name: anything has a place, and several may share one",
};

/** Finds each component of a recorded cluster, by its name, a place among those of one kind here. */
export class ComponentPlaces {
  private readonly mapping: Mapping;
  private readonly size: number;
  private readonly recordedSize: number;
  /** Places by name, in order of appearance; never more than there are components. */
  private readonly known = new Map<string, number>();

  /** `size` components here, `recordedSize` there. */
  constructor(mapping: Mapping, size: number, recordedSize: number) {
    this.mapping = mapping;
    this.size = size;
    this.recordedSize = recordedSize;
  }

  /** A place from 0 to below `size`, the same for the same name; `undefined` when there is none left. */
  of(name: string): number | undefined {
    if (this.size === 0) return undefined;
    if (this.mapping === "hash") return hash(name) % this.size;
    const known = this.known.get(name);
    if (known !== undefined) return known;
    const nth = this.known.size;
    const isOrder = this.mapping === "order";
    if (nth >= (isOrder ? this.size : this.recordedSize)) return undefined;
    const place = isOrder ? nth : Math.floor((nth * this.size) / this.recordedSize);
    this.known.set(name, place);
    return place;
  }
}

/** FNV-1a over the name's UTF-16 code units, 32 bits. */
const hash = (name: string): number => {
  let value = 0x811c9dc5;
  for (let index = 0; index < name.length; index++) {
    value = Math.imul(value ^ name.charCodeAt(index), 0x01000193);
  }
  return value >>> 0;
};
