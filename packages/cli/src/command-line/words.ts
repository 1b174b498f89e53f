/** What people type for what the command line has as flags: `help`, `help run`, `version`, `completion bash`. */
export const flagsForWords = (args: ReadonlyArray<string>): ReadonlyArray<string> => {
  const [first, ...rest] = args;
  switch (first) {
    case "help":
      return [...rest, "--help"];
    case "version":
      return rest.length === 0 ? ["--version"] : args;
    case "completion":
      return ["--completions", ...rest];
    default:
      return args;
  }
};
