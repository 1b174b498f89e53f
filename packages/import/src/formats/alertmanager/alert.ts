import * as Schema from "effect/Schema";
import { readIsoDate } from "../../dates/date.ts";

const Labels = Schema.Record(Schema.String, Schema.String);
const Ids = Schema.optionalKey(Schema.NullOr(Schema.Array(Schema.Unknown)));

/** An alert of the API (`GET /api/v2/alerts`), or of a webhook's payload. */
export const Alert = Schema.Struct({
  labels: Labels,
  annotations: Schema.optionalKey(Schema.NullOr(Labels)),
  startsAt: Schema.String,
  endsAt: Schema.optionalKey(Schema.String),
  updatedAt: Schema.optionalKey(Schema.String),
  fingerprint: Schema.optionalKey(Schema.String),
  status: Schema.optionalKey(
    Schema.Union([
      Schema.String,
      Schema.Struct({ state: Schema.String, silencedBy: Ids, inhibitedBy: Ids, mutedBy: Ids }),
    ]),
  ),
});
export type Alert = typeof Alert.Type;
export const decodeAlert = Schema.decodeUnknownOption(Alert);

const Several = Schema.NullOr(Schema.Array(Schema.Unknown));
/** A webhook's payload: several alerts of one group, or as many as its sender let through. A group of the API is one too. */
const Payload = Schema.Struct({
  alerts: Several,
  groupKey: Schema.optionalKey(Schema.NullOr(Schema.String)),
  truncatedAlerts: Schema.optionalKey(Schema.NullOr(Schema.Finite)),
});
const decodePayload = Schema.decodeUnknownOption(Payload);
/** What the API v1 answered. */
const decodeAnswer = Schema.decodeUnknownOption(Schema.Struct({ status: Schema.String, data: Several }));

/** What one element of a file holds. */
export interface Told {
  readonly alerts: ReadonlyArray<unknown>;
  /** The group that they are of, and how many alerts of it were cut off by the sender. */
  readonly group: string;
  readonly truncated: number;
}

/** The alerts of one element of a file: of a webhook's payload, or the element itself. */
export const readTold = (value: unknown): Told => {
  const payload = decodePayload(value);
  if (payload._tag === "Some") {
    const { alerts, groupKey, truncatedAlerts } = payload.value;
    return { alerts: alerts ?? [], group: groupKey ?? "", truncated: truncatedAlerts ?? 0 };
  }
  const answer = decodeAnswer(value);
  return { alerts: answer._tag === "Some" ? (answer.value.data ?? []) : [value], group: "", truncated: 0 };
};

/** How an alert ended: in microseconds since 1970, or `undefined` where nobody says when. */
export interface Over {
  readonly us: number | undefined;
}

/**
 * How an alert ended; `undefined` while it fires. A firing alert of a webhook ends in the year 1; one of the API ends in
 * the future, when it would be taken for resolved if nobody said more.
 */
export const overOf = ({
  status,
  endsAt,
  updatedAt,
}: Alert): { readonly over: Over | undefined } | { readonly problem: string } => {
  if (status === "firing") return { over: undefined };
  if (endsAt === undefined || endsAt.startsWith("0001-01-01")) {
    return { over: status === "resolved" ? { us: undefined } : undefined };
  }
  const end = readIsoDate(endsAt, undefined);
  if ("problem" in end) return { problem: `endsAt: ${end.problem}` };
  if (status === "resolved") return { over: end };
  const updated = updatedAt === undefined ? undefined : readIsoDate(updatedAt, undefined);
  return { over: updated !== undefined && "us" in updated && end.us > updated.us ? undefined : end };
};
