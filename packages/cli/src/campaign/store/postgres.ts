import { createHash } from "node:crypto";
import * as PgClient from "@effect/sql-pg/PgClient";
import type { Seeds } from "@ordeal/explorer";
import * as Effect from "effect/Effect";
import * as Layer from "effect/Layer";
import * as Redacted from "effect/Redacted";
import * as Schedule from "effect/Schedule";
import * as Schema from "effect/Schema";
import type { SqlError } from "effect/sql/SqlError";
import { storeName } from "./store-name.ts";

/** A store of campaigns cannot be used, or what is in it does not fit. */
export class StoreUnusable extends Schema.TaggedError<StoreUnusable>()("StoreUnusable", { message: Schema.String }) {}

/** A campaign as the store holds it. */
export interface StoredCampaign {
  readonly id: string;
  readonly title: string;
  readonly firstSeed: number;
  /** The whole experiment, decoded by nobody yet: a document of JSON. */
  readonly experiment: string;
}

/** The version of the tables: a store of another is refused, and never changed. */
const TABLES_VERSION = 1;
/** Any number, the same for all: who makes the tables makes the others wait. */
const TABLES_LOCK = 7_244_301;
const ROWS_TOGETHER = 500;

/**
 * Campaigns in PostgreSQL. Parts are the truth: whoever has all parts of a campaign has its result. The queue of shards only
 * says what is left to do; a shard is claimed by locking its row for as long as it is run, so that the claim of a worker
 * that dies goes with its connection.
 */
export class Store {
  private readonly sql: PgClient.PgClient;
  private readonly name: string;

  constructor(sql: PgClient.PgClient, name: string) {
    this.sql = sql;
    this.name = name;
  }

  /** Makes the tables where they are not there; refuses those of another version. */
  prepare() {
    const { sql } = this;
    const make = Effect.gen(function* () {
      yield* sql`SELECT pg_advisory_xact_lock(${TABLES_LOCK}::bigint)`;
      yield* sql`CREATE TABLE IF NOT EXISTS ordeal_store (version int NOT NULL)`;
      yield* sql`CREATE TABLE IF NOT EXISTS ordeal_campaign (id text PRIMARY KEY, title text NOT NULL, first_seed bigint NOT NULL, experiment text NOT NULL)`;
      yield* sql`CREATE TABLE IF NOT EXISTS ordeal_shard (campaign text NOT NULL REFERENCES ordeal_campaign, first bigint NOT NULL, runs int NOT NULL, PRIMARY KEY (campaign, first, runs))`;
      yield* sql`CREATE TABLE IF NOT EXISTS ordeal_part (campaign text NOT NULL REFERENCES ordeal_campaign, first bigint NOT NULL, runs int NOT NULL, sha256 text NOT NULL, part text NOT NULL, PRIMARY KEY (campaign, first, runs))`;
      const found = yield* sql<{ readonly version: number }>`SELECT version FROM ordeal_store`;
      if (found.length === 0) yield* sql`INSERT INTO ordeal_store (version) VALUES (${TABLES_VERSION}::int)`;
      return found[0]?.version ?? TABLES_VERSION;
    });
    return Effect.flatMap(this.told(sql.withTransaction(make)), (version) =>
      version === TABLES_VERSION
        ? Effect.void
        : Effect.fail(
            this.unusable(`its tables are of version ${version}, and this Ordeal knows version ${TABLES_VERSION}`),
          ),
    );
  }

  /** Notes a campaign, and what of these shards has no part yet as left to do. */
  enqueue({ id, title, firstSeed, experiment }: StoredCampaign, shards: ReadonlyArray<Seeds>) {
    const { sql } = this;
    return this.insisted(
      sql.withTransaction(
        Effect.gen(function* () {
          yield* sql`INSERT INTO ordeal_campaign (id, title, first_seed, experiment) VALUES (${id}, ${title}, ${firstSeed}::bigint, ${experiment}) ON CONFLICT DO NOTHING`;
          for (let from = 0; from < shards.length; from += ROWS_TOGETHER) {
            const rows = JSON.stringify(shards.slice(from, from + ROWS_TOGETHER));
            yield* sql`
              INSERT INTO ordeal_shard (campaign, first, runs)
              SELECT ${id}::text, s."from", s.runs FROM json_to_recordset(${rows}::json) AS s("from" bigint, runs int)
              WHERE NOT EXISTS (SELECT 1 FROM ordeal_part p WHERE p.campaign = ${id} AND p.first = s."from" AND p.runs = s.runs)
              ON CONFLICT DO NOTHING`;
          }
        }),
      ),
    );
  }

  campaign(id: string) {
    const { sql } = this;
    return this.insisted(
      Effect.map(
        sql<StoredCampaign>`SELECT id, title, first_seed::float8 AS "firstSeed", experiment FROM ordeal_campaign WHERE id = ${id}`,
        ([campaign]) => campaign,
      ),
    );
  }

  /** A campaign that has shards left, of which somebody may be running some. */
  anyCampaign() {
    const { sql } = this;
    return this.insisted(
      Effect.map(
        sql<{
          readonly id: string;
        }>`SELECT campaign AS id FROM ordeal_shard GROUP BY campaign ORDER BY campaign LIMIT 1`,
        ([campaign]) => campaign?.id,
      ),
    );
  }

  /** How many shards of a campaign are left, those that somebody runs included. */
  left(id: string) {
    const { sql } = this;
    return this.insisted(
      Effect.map(
        sql<{ readonly left: number }>`SELECT count(*)::int AS left FROM ordeal_shard WHERE campaign = ${id}`,
        ([row]) => row?.left ?? 0,
      ),
    );
  }

  /**
   * Claims a shard that nobody runs, runs it and keeps its part, all in one transaction. Returns how many runs that were;
   * `undefined` when there was none to claim.
   */
  runOne(id: string, run: (seeds: Seeds) => Effect.Effect<string>) {
    const { sql } = this;
    const unusable = (message: string) => this.unusable(message);
    return this.insisted(
      sql.withTransaction(
        Effect.gen(function* () {
          const [claimed] = yield* sql<Seeds>`
            SELECT first::float8 AS "from", runs FROM ordeal_shard WHERE campaign = ${id}
            ORDER BY first FOR UPDATE SKIP LOCKED LIMIT 1`;
          if (claimed === undefined) return undefined;
          const { from, runs } = claimed;
          const part = yield* run({ from, runs });
          const sha256 = createHash("sha256").update(part).digest("hex");
          // Of a part that is there already the hash stays, and comes back.
          const [kept] = yield* sql<{ readonly sha256: string }>`
            WITH done AS (
              DELETE FROM ordeal_shard WHERE campaign = ${id} AND first = ${from}::bigint AND runs = ${runs}::int
            )
            INSERT INTO ordeal_part AS p (campaign, first, runs, sha256, part)
            VALUES (${id}, ${from}::bigint, ${runs}::int, ${sha256}, ${part})
            ON CONFLICT (campaign, first, runs) DO UPDATE SET sha256 = p.sha256
            RETURNING sha256`;
          if (kept?.sha256 !== sha256)
            return yield* unusable(`it holds another outcome of the seeds from ${from}: another version wrote it`);
          return runs;
        }),
      ),
    );
  }

  /** The texts of the parts of some shards, in any order; those that are not there are left out. */
  parts(id: string, shards: ReadonlyArray<Seeds>) {
    const { sql } = this;
    const rows = JSON.stringify(shards);
    return this.insisted(
      sql<Seeds & { readonly part: string }>`
        SELECT p.first::float8 AS "from", p.runs, p.part FROM ordeal_part p
        JOIN json_to_recordset(${rows}::json) AS s("from" bigint, runs int) ON p.first = s."from" AND p.runs = s.runs
        WHERE p.campaign = ${id}`,
    );
  }

  /** A server that is restarted is waited for; one that stays away is an error. */
  private insisted<A, E, R>(effect: Effect.Effect<A, E | SqlError, R>) {
    const patiently = Schedule.upTo(Schedule.spaced("500 millis"), { duration: "60 seconds" });
    return this.told(Effect.retry(lostAsFailure(effect), { schedule: patiently, while: isOfSql }));
  }

  /** Errors in the words of a person. */
  private told<A, E, R>(
    effect: Effect.Effect<A, E | SqlError, R>,
  ): Effect.Effect<A, Exclude<E, SqlError> | StoreUnusable, R> {
    return Effect.mapError(effect, (error) =>
      isOfSql(error) ? this.unusable(error.message) : (error as Exclude<E, SqlError>),
    );
  }

  private unusable(reason: string): StoreUnusable {
    return new StoreUnusable({ message: `the store ${this.name} cannot be used: ${reason}` });
  }
}

const isOfSql = (error: unknown): error is SqlError =>
  typeof error === "object" && error !== null && "_tag" in error && error._tag === "SqlError";

/** A connection that is lost within a transaction fails, and then cannot be rolled back, which comes as a defect. */
const lostAsFailure = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.catchCause(effect, (cause): Effect.Effect<never, E | SqlError> => {
    const defects = cause.reasons.flatMap((reason) => (reason._tag === "Die" ? [reason.defect] : []));
    const [lost] = defects.filter(isOfSql);
    const isOther = cause.reasons.some(({ _tag }) => _tag === "Interrupt") || !defects.every(isOfSql);
    return lost === undefined || isOther ? Effect.failCause(cause) : Effect.fail(lost);
  });

/** Opens a store for so many connections at once; closed with the scope. */
export const openStore = Effect.fnUntraced(function* (url: string, connections: number) {
  const name = storeName(url);
  const layer = PgClient.layer({
    url: Redacted.make(url),
    maxConnections: connections,
    connectTimeout: "5 seconds",
    applicationName: "ordeal",
    maxMessageSize: 256 * 1024 * 1024,
  });
  const context = yield* Effect.mapError(
    Layer.build(layer),
    ({ message }) => new StoreUnusable({ message: `the store ${name} cannot be used: ${message}` }),
  );
  const store = new Store(yield* Effect.provide(PgClient.PgClient, context), name);
  yield* store.prepare();
  return store;
});
