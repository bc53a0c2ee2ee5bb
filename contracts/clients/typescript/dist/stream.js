// The live stream: opened again whenever it ends, going on after the last event that was heard.
import { SignInNeeded } from "./auth.js";
import { heard } from "./events.js";
import { Refused } from "./refusals.js";
import { backoff, wait } from "./sending.js";
/** Something comes every 15 seconds, if only a comment; after so many of silence the line is dead, whatever TCP thinks. */
const SILENCE = 45;
const LONGEST_WAIT = 30;
/** Events until the signal, or `superseded`: this person has opened more streams than they may, and this was the oldest. */
export async function* listen(open, { signal, place = { last: null }, live = () => { } }) {
    let firstWait = 1;
    for (let failed = 0; !signal?.aborted;) {
        const line = new AbortController(), stop = () => line.abort(signal?.reason);
        signal?.addEventListener("abort", stop, { once: true });
        let said = "";
        try {
            const reply = await open(place.last, line.signal);
            for await (const { id, event, data, retry } of heard(pieces(reply, line))) {
                firstWait = retry ?? firstWait;
                if (event) {
                    if (event === "ready") {
                        failed = 0;
                        live(true);
                    }
                    said = event;
                    // Kept before it is handed on: who breaks off while handling it was told it.
                    if (id)
                        place.last = id;
                    yield { id, event, data: JSON.parse(data) };
                }
            }
        }
        catch (error) {
            if (signal?.aborted)
                return;
            if (error instanceof SignInNeeded)
                throw error;
            if (error instanceof Refused && error.status !== 503 && error.status !== 429) {
                // Of another stream, or too old to be read: begin anew. Any other refusal stays one.
                if (error.code !== "last_event_id_invalid" || place.last === null)
                    throw error;
                place.last = null;
                continue;
            }
        }
        finally {
            signal?.removeEventListener("abort", stop);
            line.abort();
            live(false);
        }
        if (said === "superseded")
            return;
        // The token was used up: the next one is got, and nothing has failed.
        if (said !== "expired")
            await wait(backoff(++failed, { firstWait, longestWait: LONGEST_WAIT }), signal).catch(() => { });
    }
}
/** The text of a reply; a line that is silent for too long is cut. */
async function* pieces(reply, line) {
    const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader();
    try {
        for (;;) {
            const timer = setTimeout(() => line.abort(new Error("silence")), SILENCE * 1000);
            const piece = await reader.read().finally(() => clearTimeout(timer));
            if (piece.done)
                return;
            yield piece.value;
        }
    }
    finally {
        reader.cancel().catch(() => { });
    }
}
