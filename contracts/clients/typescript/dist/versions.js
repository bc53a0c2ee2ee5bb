const tags = new WeakMap();
/** Keep the ETag a reply came with; what is no object has none to keep. */
export function remember(read, reply) {
    const tag = reply.headers.get("ETag");
    if (tag && typeof read === "object" && read !== null)
        tags.set(read, tag);
    return read;
}
/** The ETag an object was read with. */
export const tagOf = (read) => tags.get(read);
/** `If-Match` for what was seen: its ETag; of a row of a list, or of a copy of one, its version. */
export function matching(seen) {
    if (typeof seen === "string")
        return seen;
    if ("version" in seen && typeof seen.version === "number")
        return `"${seen.version}"`;
    const tag = tags.get(seen);
    if (!tag)
        throw new TypeError("What was seen has neither an ETag nor a version: hand in what the client returned.");
    return tag;
}
