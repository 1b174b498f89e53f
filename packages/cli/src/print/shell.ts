/** One shell word that reads back as this text. */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

/** `path=value` as a shell word; only the value is quoted when that suffices, as people write it. */
export const shellAssignment = (path: string, value: string): string =>
  shellWord(path) === path ? `${path}=${value === "" ? "" : shellWord(value)}` : shellWord(`${path}=${value}`);

/** Environment variables as they stand before a command: `NODES=64 `; nothing for none. */
export const shellEnvironment = (environment: ReadonlyMap<string, string> = new Map()): string =>
  [...environment].map(([name, value]) => `${shellAssignment(name, value)} `).join("");
