import * as Schema from "effect/Schema";
import { eventTypes } from "./event.ts";

/** What events of one type carry: whether something is that, and its names. */
export interface EventDataSchema {
  readonly isData: (data: unknown) => data is Readonly<Record<string, unknown>>;
  readonly names: ReadonlySet<string>;
}

/** What each type of event carries, to tell an event that came from outside from one that is none. */
export const eventDataSchemas: ReadonlyMap<string, EventDataSchema> = new Map(
  Object.entries(eventTypes).map(([type, fields]) => [
    type,
    {
      isData: Schema.is(Schema.Struct(fields)) as EventDataSchema["isData"],
      names: new Set(Object.keys(fields)),
    },
  ]),
);
