/** A source, and the first byte of it that is no blank; `undefined` when there is none. */
export interface Peeked {
  readonly first: number | undefined;
  readonly source: AsyncIterable<Uint8Array>;
}

/** Looks at how a source begins; it can be read from its start afterwards. Blanks before that are kept, up to a chunk. */
export const peek = async (source: AsyncIterable<Uint8Array>): Promise<Peeked> => {
  const chunks = source[Symbol.asyncIterator]();
  let head = await chunks.next();
  while (head.done !== true && head.value.length === 0) head = await chunks.next();
  if (head.done === true) return { first: undefined, source: none() };
  const { value } = head;
  return { first: value.find((byte) => byte > 0x20), source: rest(value, chunks) };
};

const none = async function* (): AsyncGenerator<Uint8Array> {};

const rest = async function* (head: Uint8Array, chunks: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield head;
    for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) yield next.value;
  } finally {
    await chunks.return?.();
  }
};

/** Whether text that begins with this byte is JSON: a list or an object. */
export const isJson = (first: number | undefined): boolean => first === 0x5b || first === 0x7b;
