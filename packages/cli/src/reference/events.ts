import { carriedMeanings, eventMeanings, eventTypeNames, eventTypes } from "@ordeal/model";
import { code, table } from "./table.ts";

/** Every event and what it carries, and what the carried fields mean. */
export const eventsText = (): string =>
  [
    "## Events",
    "",
    table(
      ["event", "what it means", "carries"],
      eventTypeNames.map((type) => [
        code(type),
        eventMeanings[type],
        Object.keys(eventTypes[type]).map(code).join(", "),
      ]),
    ),
    "",
    "## What they carry",
    "",
    table(
      ["field", "what it is"],
      Object.entries(carriedMeanings).map(([name, meaning]) => [code(name), meaning]),
    ),
  ].join("\n");
