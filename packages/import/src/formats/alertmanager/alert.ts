import * as Schema from "effect/Schema";
import { readIsoDate } from "../../dates/date.ts";

const Labels = Schema.Record(Schema.String, Schema.String);

/** An alert of the API (`GET /api/v2/alerts`), or of a webhook's payload. */
export const Alert = Schema.Struct({
  labels: Labels,
  annotations: Schema.optionalKey(Labels),
  startsAt: Schema.String,
  endsAt: Schema.optionalKey(Schema.String),
  updatedAt: Schema.optionalKey(Schema.String),
  fingerprint: Schema.optionalKey(Schema.String),
  status: Schema.optionalKey(Schema.Union([Schema.String, Schema.Struct({ state: Schema.String })])),
});
export type Alert = typeof Alert.Type;
export const decodeAlert = Schema.decodeUnknownOption(Alert);

/** A webhook's payload: several alerts of one group. */
const Payload = Schema.Struct({ alerts: Schema.Array(Schema.Unknown) });
const decodePayload = Schema.decodeUnknownOption(Payload);

/** The alerts of one element of a file: of a webhook's payload, or the element itself. */
export const alertsOf = (value: unknown): ReadonlyArray<unknown> => {
  const payload = decodePayload(value);
  return payload._tag === "Some" ? payload.value.alerts : [value];
};

/**
 * When an alert was over, in microseconds since 1970; `undefined` while it fires. A firing alert of a webhook ends in the
 * year 1; one of the API ends in the future, when it would be taken for resolved if nobody said more.
 */
export const endOf = ({
  status,
  endsAt,
  updatedAt,
}: Alert): { readonly us: number | undefined } | { readonly problem: string } => {
  if (status === "firing" || endsAt === undefined || endsAt.startsWith("0001-01-01")) return { us: undefined };
  const end = readIsoDate(endsAt, undefined);
  if ("problem" in end) return { problem: `endsAt: ${end.problem}` };
  if (status === "resolved") return end;
  const updated = updatedAt === undefined ? undefined : readIsoDate(updatedAt, undefined);
  return updated !== undefined && "us" in updated && end.us > updated.us ? { us: undefined } : end;
};
