import { type EventType, eventTypeNames, eventTypes, type JournalEvent } from "./event.ts";

/** What stands before the value of each field of a type's data, in the order of its Schema. */
type Template = ReadonlyArray<readonly [field: string, before: string]>;

const templates = new Map<string, Template>(
  eventTypeNames.map((type) => [
    type,
    Object.keys(eventTypes[type]).map((field, nth) => [field, `${nth === 0 ? "" : ","}${JSON.stringify(field)}:`]),
  ]),
);

/** Letters of which none has to be escaped. */
const plain = /^[ !#-[\]-~]*$/;

/** A value as JSON; names and numbers, which are nearly all there is, without asking what they hold. */
const valueText = (value: unknown): string => {
  if (typeof value === "number" && Number.isFinite(value)) return Object.is(value, -0) ? "0" : `${value}`;
  return typeof value === "string" && plain.test(value) ? `"${value}"` : JSON.stringify(value);
};

/** The data of an event as JSON, by the template of its type. */
export const dataText = (type: EventType, data: object): string => {
  let text = "{";
  for (const [field, before] of templates.get(type) ?? [])
    text += before + valueText((data as Readonly<Record<string, unknown>>)[field]);
  return `${text}}`;
};

/** An event as one line of a journal, less its newline: the bytes that `JSON.stringify` makes of it. */
export const eventText = ({ seq, atUs, type, data }: JournalEvent): string =>
  `{"seq":${seq},"atUs":${atUs},"type":"${type}","data":${dataText(type, data)}}`;
