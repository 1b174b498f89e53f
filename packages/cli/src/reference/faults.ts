import { faultKindNames, faultKinds, type JsonSchema } from "@ordeal/model";
import { fieldTables } from "./fields.ts";
import { table } from "./table.ts";

/** Every kind of fault, and the fields that a fault has. */
export const faultsText = (union: JsonSchema): string => {
  const members = (union.anyOf ?? []) as ReadonlyArray<JsonSchema>;
  const kinds = faultKindNames.map((kind) => {
    const { targets, meaning, lasts, detection, parameters } = faultKinds[kind];
    const names = Object.keys(parameters);
    return [
      `\`${kind}\``,
      meaning,
      targets.map((target) => `\`${target}\``).join(", "),
      lasts === "repair"
        ? "its duration, else the repair law"
        : lasts === "instant"
          ? "an instant"
          : lasts === "restart"
            ? "until a restart"
            : "until it is found, then the repair law",
      detection === "none" ? "nobody has to" : `\`recovery.detect.${detection}\``,
      names.map((name) => `\`${name}\``).join(", "),
    ];
  });
  const [first = {}] = members;
  const ownNames = new Set(faultKindNames.flatMap((kind) => Object.keys(faultKinds[kind].parameters)));
  const properties = Object.entries((first.properties ?? {}) as Readonly<Record<string, JsonSchema>>);
  const common = {
    properties: {
      kind: { description: "What kind of fault it is.", enum: faultKindNames },
      ...Object.fromEntries(properties.filter(([name]) => name !== "kind" && !ownNames.has(name))),
    },
    required: ["kind"],
  };
  const own = Object.fromEntries(
    members.flatMap((member) =>
      Object.entries((member.properties ?? {}) as Readonly<Record<string, JsonSchema>>).filter(([name]) =>
        ownNames.has(name),
      ),
    ),
  );
  return [
    "## Kinds",
    "",
    table(["kind", "what happens", "strikes", "lasts", "is noticed after", "parameters"], kinds),
    "",
    fieldTables("Fields of every kind", common),
    fieldTables("Parameters", { properties: own }),
  ].join("\n");
};
