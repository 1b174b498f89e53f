import { displayWidth } from "effect/cli/CliOutput";

const ESC = String.fromCharCode(27);
/** What switches a colour or another look on or off. */
const looks = new RegExp(`${ESC}\\[[\\d;]*m`, "g");
const OFF = `${ESC}[0m`;

/**
 * Breaks text into lines that take at most `width` cells of a terminal, at blanks; a longer word stands alone. Later lines
 * start with `indent`. What is coloured stays so from line to line, and blanks within a line are kept.
 */
export const wrap = (text: string, width: number, indent = ""): ReadonlyArray<string> => {
  const lines: Array<string> = [];
  let line = "";
  let blank = "";
  for (const word of text.trim().split(/(\s+)/)) {
    if (/^\s+$/.test(word)) {
      blank = word.includes("\n") ? " " : word;
    } else if (line.trim() !== "" && displayWidth(line + blank + word) > width) {
      lines.push(line);
      line = indent + word;
      blank = "";
    } else {
      line += blank + word;
      blank = "";
    }
  }
  return line === "" ? lines : unbroken([...lines, line], indent);
};

/** Lines each of which brings its own looks, and leaves none on. */
const unbroken = (lines: ReadonlyArray<string>, indent: string): ReadonlyArray<string> => {
  let on = "";
  return lines.map((line, index) => {
    const before = on;
    for (const [look] of line.matchAll(looks)) on = isOff(look) ? "" : on + look;
    const start = index === 0 ? "" : indent;
    return `${start}${before}${line.slice(start.length)}${on === "" ? "" : OFF}`;
  });
};

/** Whether it ends a look: 0, 22 to 29, 39 and 49 do. */
const isOff = (look: string): boolean => /\[(?:0?|2[2-9]|39|49)m$/.test(look);
