import { useEffect, useState } from "preact/hooks";
import type { Session } from "./session.ts";

/** Draws again after changes of the session, several times a second at most. */
export const useSession = (session: Session): void => {
  const [, again] = useState(0);
  useEffect(() => session.subscribe(() => again((count) => count + 1)), [session]);
};
