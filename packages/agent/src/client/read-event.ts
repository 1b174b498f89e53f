import { type EventType, eventDataSchemas, type JournalEvent, notifications } from "@ordeal/model";
import * as Schema from "effect/Schema";

const decodeEvent = Schema.decodeUnknownOption(notifications.event.params);

/**
 * An event as the agent sent it, or what is wrong with it. What it carries beside what its type says is left out; the rest
 * stays in the order in which it came, so that the same event is the same line of a journal.
 */
export const readEvent = (params: unknown): JournalEvent | string => {
  const decoded = decodeEvent(params);
  if (decoded._tag === "None") return "the agent sent an event that is none";
  const { seq, atUs, type, data } = decoded.value;
  const known = eventDataSchemas.get(type);
  if (known === undefined) return `event ${seq} of the run is of no type that there is`;
  if (!known.isData(data)) return `event ${seq} of the run is no ${type}: it carries something else`;
  const own = Object.entries(data).filter(([name]) => known.names.has(name));
  return { seq, atUs, type: type as EventType, data: Object.fromEntries(own) as JournalEvent["data"] };
};
