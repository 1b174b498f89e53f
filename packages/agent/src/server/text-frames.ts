/** A final text frame of WebSocket (RFC 6455, section 5.2); what a server sends is not masked. */
const TEXT = 0x81;
const LENGTH_16 = 126;
const LENGTH_64 = 127;

const headerBytes = (length: number): number => (length < LENGTH_16 ? 2 : length < 65_536 ? 4 : 10);

/** Texts as WebSocket frames, one each, in one piece: a burst of events then costs one write and not two each. */
export const textFrames = (texts: ReadonlyArray<string>): Buffer => {
  const lengths = texts.map((text) => Buffer.byteLength(text));
  const bytes = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + headerBytes(length) + length, 0));
  let at = 0;
  for (const [index, text] of texts.entries()) {
    const length = lengths[index] as number;
    bytes[at] = TEXT;
    if (length < LENGTH_16) bytes[at + 1] = length;
    else if (length < 65_536) {
      bytes[at + 1] = LENGTH_16;
      bytes.writeUInt16BE(length, at + 2);
    } else {
      bytes[at + 1] = LENGTH_64;
      bytes.writeBigUInt64BE(BigInt(length), at + 2);
    }
    at += headerBytes(length);
    at += bytes.write(text, at);
  }
  return bytes;
};
