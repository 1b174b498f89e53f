import { styleText } from "node:util";
import { isTerminal } from "../screen.ts";

type Format = Parameters<typeof styleText>[0];

/** How text looks on one stream: plain when it is no terminal, or when `NO_COLOR` says so; and how broad it may be. */
export interface Style {
  (format: Format, text: string): string;
  /** How many cells a line of the terminal has; no end of them where it is none. */
  readonly width: number;
}

export const styleFor = (stream: NodeJS.WritableStream): Style =>
  Object.assign((format: Format, text: string) => styleText(format, text, { stream }), { width: widthOf(stream) });

/** Narrower ones are treated as if they were this broad. */
const WIDTH_MIN = 40;

const widthOf = (stream: NodeJS.WritableStream): number => {
  const { columns } = stream as NodeJS.WritableStream & { readonly columns?: number };
  return isTerminal(stream) && columns !== undefined && columns > 0
    ? Math.max(WIDTH_MIN, columns)
    : Number.POSITIVE_INFINITY;
};

/** Plain text of any length. */
export const plainStyle: Style = Object.assign((_: Format, text: string) => text, {
  width: Number.POSITIVE_INFINITY,
});

/** Prose is no broader than this, however broad the terminal is: longer lines are hard to read. */
const PROSE_WIDTH = 80;

export const proseWidth = ({ width }: Style): number => Math.min(PROSE_WIDTH, width);
