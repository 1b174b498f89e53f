/** Something that is wrong and that no line of a file says, as `--json` tells it: in the shape of all other problems. */
export const asProblem = (message: string) => ({ source: "command line", path: [], message });
