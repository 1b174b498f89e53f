import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { type CampaignPart, PartSchema, type Seeds } from "@ordeal/explorer";
import { decode } from "@ordeal/model";
import { systemReason } from "../run/outputs.ts";
import { version } from "../version.ts";

/** What a campaign's folder says that it holds. */
interface Manifest {
  readonly ordeal: string;
  readonly campaign: string;
  readonly experiment: string;
}

/** Why a campaign's parts cannot be kept, or read, where they are wanted. */
export class PartsUnusable extends Error {
  constructor(message: string) {
    super(message);
    this.name = "PartsUnusable";
  }
}

/** No part is larger: a file that is was written by somebody else. */
const PART_BYTES_MAX = 64_000_000;
const MANIFEST = "campaign.json";

/**
 * The parts of a campaign as files of a folder, which any number of processes may share: each is written, synced and then
 * renamed, so that it is there whole or not at all.
 */
export class PartsFolder {
  readonly path: string;
  private readonly campaign: string;

  private constructor(path: string, campaign: string) {
    this.path = path;
    this.campaign = campaign;
  }

  /** Opens a folder for a campaign, and makes it where it is not there; throws {@link PartsUnusable}. */
  static open(path: string, manifest: Omit<Manifest, "ordeal">): PartsFolder {
    const folder = new PartsFolder(path, manifest.campaign);
    folder.attempt(() => mkdirSync(path, { recursive: true }));
    const file = join(path, MANIFEST);
    const own: Manifest = { ordeal: version, ...manifest };
    const found = folder.attempt(() => (existsSync(file) ? readFileSync(file, "utf8") : undefined));
    if (found === undefined) {
      const strange = folder.attempt(() => readdirSync(path)).find((name) => !name.endsWith(".writing"));
      if (strange !== undefined && !existsSync(file))
        throw new PartsUnusable(`${path} is no folder of a campaign: it holds ${strange}. Name another --out`);
      folder.write(MANIFEST, `${JSON.stringify(own, null, 2)}\n`);
      return folder;
    }
    const theirs = readManifest(found);
    if (theirs === undefined) throw new PartsUnusable(`${file} is no campaign's. Name another --out`);
    if (theirs.campaign !== own.campaign) {
      const what =
        theirs.ordeal === own.ordeal
          ? `another campaign, of ${theirs.experiment}: another experiment, other settings or another first seed`
          : `a campaign by version ${theirs.ordeal} of Ordeal, and this is ${own.ordeal}`;
      throw new PartsUnusable(`${path} holds ${what}. Name another --out`);
    }
    return folder;
  }

  /** The part of some seeds; `undefined` when it is not there. */
  read({ from, runs }: Seeds): CampaignPart | undefined {
    const file = join(this.path, nameOf({ from, runs }));
    const text = this.attempt(() => {
      const status = statSync(file, { throwIfNoEntry: false });
      if (status === undefined) return undefined;
      if (!status.isFile() || status.size > PART_BYTES_MAX) throw new PartsUnusable(`${file} is no part of a campaign`);
      return readFileSync(file, "utf8");
    });
    if (text === undefined) return undefined;
    const part = readPart(text, this.campaign);
    if (typeof part === "string" || part.from !== from || part.runs !== runs) {
      const why = typeof part === "string" ? part : "it holds other seeds";
      throw new PartsUnusable(`${file} is no part of this campaign: ${why}. Remove it, and its seeds are run again`);
    }
    return part;
  }

  has(seeds: Seeds): boolean {
    return existsSync(join(this.path, nameOf(seeds)));
  }

  /** Keeps a part, as its canonical text. */
  keep(seeds: Seeds, text: string): void {
    this.write(nameOf(seeds), text);
  }

  /** Writes a file that is there whole or not at all. */
  write(name: string, text: string): void {
    this.attempt(() => {
      const path = join(this.path, name);
      const writing = `${path}.${process.pid}.writing`;
      const file = openSync(writing, "w");
      try {
        writeSync(file, text);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      renameSync(writing, path);
    });
  }

  private attempt<A>(work: () => A): A {
    try {
      return work();
    } catch (error) {
      if (error instanceof PartsUnusable) throw error;
      throw new PartsUnusable(`${this.path} cannot be used: ${systemReason(error)}`);
    }
  }
}

const nameOf = ({ from, runs }: Seeds): string => `seeds-${from}-${from + runs - 1}.part.json`;

const readManifest = (text: string): Manifest | undefined => {
  try {
    const { ordeal, campaign, experiment } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    return typeof ordeal === "string" && typeof campaign === "string" && typeof experiment === "string"
      ? { ordeal, campaign, experiment }
      : undefined;
  } catch {
    return undefined;
  }
};

/** Reads a part's text; a string says why it is none of this campaign. */
export const readPart = (text: string, campaign: string): CampaignPart | string => {
  let written: unknown;
  try {
    written = JSON.parse(text);
  } catch {
    return "it is no JSON";
  }
  const decoded = decode(PartSchema, written);
  if ("problems" in decoded) return decoded.problems[0]?.message ?? "it cannot be read";
  return decoded.value.campaign === campaign ? decoded.value : "it is of another campaign";
};
