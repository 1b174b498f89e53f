import { type AnyEvent, eventDataSchemas } from "@ordeal/model";

/** Why an event that was read from a journal is none that this version knows, or comes out of order. */
export const eventProblem = ({ type, data, atUs }: AnyEvent, lastUs: number): string | undefined => {
  const schema = eventDataSchemas.get(type);
  if (schema === undefined) return `expected an event of a journal, found ${JSON.stringify(type)}`;
  if (!schema.isData(data)) return `expected what ${type} carries (${[...schema.names].join(", ")})`;
  return atUs < lastUs ? `expected a time of ${lastUs} µs or later, found ${atUs}` : undefined;
};
