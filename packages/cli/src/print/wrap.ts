/** Breaks text into lines of at most `width` characters; later lines start with `indent`. */
export const wrap = (text: string, width: number, indent = ""): ReadonlyArray<string> => {
  const lines: Array<string> = [];
  let line = "";
  for (const word of text.trim().split(/\s+/)) {
    if (line !== "" && line.trim() !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = indent + word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return line === "" ? lines : [...lines, line];
};
