import { displayWidth } from "effect/cli/CliOutput";

/** The text, or as much of its beginning as fits into so many cells of a terminal. */
export const truncate = (text: string, width: number): string => {
  if (displayWidth(text) <= width) return text;
  let kept = "";
  for (const character of text) {
    if (displayWidth(kept + character) > width - 1) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
};
