/** The file of a thread's program beside the file that starts it: as the sources call it, or what was built from them. */
export const workerFile = (name: string, from: string): URL =>
  new URL(`./${name}${from.endsWith(".ts") ? ".ts" : ".js"}`, from);
