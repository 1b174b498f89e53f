import { dirname, relative, resolve, sep } from "node:path";

/** How the name of a counterexample's file ends. */
export const TIMELINE_SUFFIX = ".timeline.yaml";

/** A path as a file that lies elsewhere writes it: with a dot first, and slashes. */
export const pathFrom = (file: string, to: string): string => {
  const path = relative(dirname(resolve(file)), resolve(to))
    .split(sep)
    .join("/");
  return path.startsWith(".") ? path : `./${path}`;
};
