import type { Seen } from "./types.js";
/** Keep the ETag a reply came with; what is no object has none to keep. */
export declare function remember<T>(read: T, reply: Response): T;
/** The ETag an object was read with. */
export declare const tagOf: (read: object) => string | undefined;
/** `If-Match` for what was seen: its ETag; of a row of a list, or of a copy of one, its version. */
export declare function matching(seen: Seen): string;
