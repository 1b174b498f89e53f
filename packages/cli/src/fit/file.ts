import { escapeVariables } from "@ordeal/model";
import { Document, isMap, isScalar, isSeq, visit } from "yaml";

/**
 * What was fitted, as a file that an experiment can use: the one hazard, or the list of them. Short lists and mappings
 * stand on one line.
 */
export const hazardsFile = (hazards: ReadonlyArray<Readonly<Record<string, unknown>>>, comment: string): string => {
  const document = documentOf(hazards.length === 1 ? hazards[0] : hazards, comment);
  const kinds = hazards.length === 1 ? document.get("kinds", true) : undefined;
  if (isSeq(kinds)) for (const kind of kinds.items) if (isMap(kind)) kind.flow = true;
  return escapeVariables(document.toString({ lineWidth: 0 }));
};

/** A job's times, as a file that an experiment can use at its top. */
export const jobFile = (written: Readonly<Record<string, unknown>>, comment: string): string =>
  escapeVariables(documentOf(written, comment).toString({ lineWidth: 0 }));

const documentOf = (written: unknown, comment: string): Document => {
  const document = new Document(written);
  document.commentBefore = comment
    .split("\n")
    .map((line) => ` ${line}`)
    .join("\n");
  visit(document, {
    Collection: (_, node) => {
      const isFlat = isSeq(node)
        ? node.items.every(isScalar)
        : isMap(node) && node.items.every(({ value }) => isScalar(value));
      if (isFlat) node.flow = true;
    },
    Pair: (_, { key, value }) => {
      const isShort =
        isScalar(key) && ["arrivals", "victims", "repair", "burst", "relapse", "periods"].includes(String(key.value));
      if (isShort && isMap(value) && value.items.length < 6) value.flow = true;
    },
  });
  return document;
};
