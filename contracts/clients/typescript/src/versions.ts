// The ETag of what was read stays with the object; nobody has to carry it about.
import type { Seen } from "./types.js";

const tags = new WeakMap<object, string>();

/** Keep the ETag a reply came with; what is no object has none to keep. */
export function remember<T>(read: T, reply: Response): T {
  const tag = reply.headers.get("ETag");
  if (tag && typeof read === "object" && read !== null) tags.set(read, tag);
  return read;
}

/** The ETag an object was read with. */
export const tagOf = (read: object): string | undefined => tags.get(read);

/** `If-Match` for what was seen: its ETag; of a row of a list, or of a copy of one, its version. */
export function matching(seen: Seen): string {
  if (typeof seen === "string") return seen;
  if ("version" in seen && typeof seen.version === "number") return `"${seen.version}"`;
  const tag = tags.get(seen);
  if (!tag) throw new TypeError("What was seen has neither an ETag nor a version: hand in what the client returned.");
  return tag;
}
