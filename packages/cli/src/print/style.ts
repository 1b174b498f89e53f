import { styleText } from "node:util";

type Format = Parameters<typeof styleText>[0];

/** Styles text for one stream: plain when it is no terminal, or when `NO_COLOR` says so. */
export type Style = (format: Format, text: string) => string;

export const styleFor =
  (stream: NodeJS.WritableStream): Style =>
  (format, text) =>
    styleText(format, text, { stream });

export const plainStyle: Style = (_, text) => text;
