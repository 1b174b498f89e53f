/** What the other side sent: an answer, or something that it says by itself. */
export interface Answer {
  readonly id?: unknown;
  readonly method?: unknown;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code?: unknown; readonly message?: unknown } | null;
}

/** Reads a frame; what makes no sense is passed over. */
export const parseAnswer = (text: string): Answer => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
};

/** The most of a foreign text that is shown. */
const CHARACTERS_MAX = 500;

/** A text of the other side's as it may be shown: of bounded length, and without anything that a terminal would obey. */
export const plainText = (text: string): string => {
  const cut = text.length > CHARACTERS_MAX ? `${text.slice(0, CHARACTERS_MAX)}…` : text;
  return cut.replace(/[\p{Cc}\p{Cf}]/gu, "�");
};
