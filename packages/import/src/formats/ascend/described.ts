import type { ConfigMap } from "./config-map.ts";

/** The most text that one ConfigMap may hold; Kubernetes lets it hold 1 MiB. */
const TEXT_LENGTH_MAX = 4_000_000;

/** A ConfigMap, and the line on which it begins. */
export interface Described {
  readonly line: number;
  readonly configMap: ConfigMap;
}

/**
 * Reads what `kubectl describe configmap` prints, a line at a time: a name, then each key on a line of its own with a colon,
 * four dashes and its text.
 */
export class DescribedReader {
  #line = 0;
  #name: string | undefined;
  #data: Record<string, string> = {};
  #key: string | undefined;
  #text: Array<string> = [];
  #length = 0;
  /** The line before, where it may be a key. */
  #before: string | undefined;

  /** Takes a line; `isTaken` tells whether it is part of a description, `ended` what it brings to an end. */
  read(line: number, text: string): { readonly isTaken: boolean; readonly ended?: Described | undefined } {
    const name = /^Name: +(\S+)\s*$/.exec(text)?.[1];
    if (name !== undefined) {
      const ended = this.end();
      this.#line = line;
      this.#name = name;
      return { isTaken: true, ended };
    }
    if (this.#name === undefined) return { isTaken: false };
    const before = this.#before;
    this.#before = /^([\w.-]+):\s*$/.exec(text)?.[1];
    if (before !== undefined && /^----\s*$/.test(text)) {
      this.#text.pop();
      this.#keep();
      this.#key = before;
    } else if (/^(?:BinaryData|Events:.*|\s*)$/.test(text)) this.#keep();
    else if (this.#key !== undefined && this.#length + text.length <= TEXT_LENGTH_MAX) {
      this.#text.push(text);
      this.#length += text.length;
    }
    return { isTaken: true };
  }

  /** The description that was being read, when there is no more of it. */
  end(): Described | undefined {
    this.#keep();
    const name = this.#name;
    const described =
      name === undefined ? undefined : { line: this.#line, configMap: { metadata: { name }, data: this.#data } };
    this.#name = undefined;
    this.#data = {};
    this.#length = 0;
    return described;
  }

  #keep(): void {
    if (this.#key !== undefined && this.#text.length > 0) this.#data[this.#key] = this.#text.join("\n");
    if (this.#text.length > 0) this.#key = undefined;
    this.#text = [];
  }
}
