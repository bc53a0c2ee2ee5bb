// The text of server-sent events (HTML standard, 9.2.6), as far as ours use it.
/** Events of a stream of text, however it is cut into pieces. What has no end yet is none. */
export async function* heard(pieces) {
    let rest = "";
    for await (const piece of pieces) {
        // A "\r" at the end may be half of "\r\n": it waits for the next piece.
        const text = rest + piece, whole = text.endsWith("\r") ? text.slice(0, -1) : text;
        const blocks = whole.replace(/\r\n?/g, "\n").split("\n\n");
        rest = blocks.pop() + text.slice(whole.length);
        for (const block of blocks)
            yield eventOf(block);
    }
}
function eventOf(block) {
    const found = { id: "", event: "", data: "", retry: null }, data = [];
    for (const line of block.split("\n")) {
        const [, field = "", value = ""] = line.match(/^([^:]*):? ?(.*)$/) ?? [];
        if (field === "data")
            data.push(value);
        else if (field === "id" && !value.includes("\0"))
            found.id = value;
        else if (field === "event")
            found.event = value;
        else if (field === "retry" && /^\d+$/.test(value))
            found.retry = Number(value) / 1000;
    }
    return { ...found, data: data.join("\n") };
}
