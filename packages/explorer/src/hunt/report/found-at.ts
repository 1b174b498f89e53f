/** Where a counterexample was found and how it was shrunk: `1/137:2.0.5` is worker 1, timeline 137, and three steps. */
export interface FoundAt {
  readonly worker: number;
  readonly index: number;
  readonly path: ReadonlyArray<number>;
}

export const printFoundAt = ({ worker, index, path }: FoundAt): string => `${worker}/${index}:${path.join(".")}`;

/** Reads it back; `undefined` when it is none. */
export const parseFoundAt = (text: string): FoundAt | undefined => {
  const match = /^(\d+)\/(\d+):(\d+(?:\.\d+)*)?$/.exec(text.trim());
  if (match === null) return undefined;
  const [, worker = "", index = "", path] = match;
  return {
    worker: Number(worker),
    index: Number(index),
    path: path === undefined ? [] : path.split(".").map(Number),
  };
};
