// One call until it has an answer: tokens renewed, told waits kept, faults of the network repeated where nothing is done twice.
import { SignInNeeded } from "./auth.js";
import { Unreachable, refusalIn, waitOf } from "./refusals.js";
const WAITING = new Set([429, 503]);
const NOT_OURS = new Set([502, 503, 504]);
/** The answer as `read` takes it from the reply; a body that breaks off counts as a fault of the network. */
export async function send(call, bearers, patience, read) {
    let renewed = false;
    for (let tried = 1;; tried++) {
        const bearer = await bearers.now();
        const last = tried >= patience.tries;
        let reply;
        try {
            reply = await fetch(call.address, { ...init(call), headers: { ...call.headers, Authorization: `Bearer ${bearer}` } });
            if (reply.ok || reply.status === 304)
                return await read(reply);
        }
        catch (fault) {
            call.signal?.throwIfAborted();
            if (last || !isSafe(call))
                throw new Unreachable(call.key, null, fault);
            await wait(backoff(tried, patience), call.signal);
            continue;
        }
        const told = waitOf(reply), refused = await refusalIn(reply);
        if (reply.status === 401 && refused) {
            if (renewed)
                throw new SignInNeeded(refused.code, refused.message);
            renewed = true;
            tried -= 1;
            await bearers.instead(bearer);
            continue;
        }
        const seconds = told ?? backoff(tried, patience);
        if (last || seconds > patience.longestWait || !isToRepeat(call, reply.status, refused !== null)) {
            throw refused ?? new Unreachable(call.key, reply.status);
        }
        await wait(seconds, call.signal);
    }
}
/** Sent twice it is done once: so it may be sent again when nobody knows whether it arrived. */
function isSafe({ method, key, headers }) {
    return method === "GET" || method === "HEAD" || key !== null || (method === "PUT" && !("If-Match" in headers));
}
/** 429: nothing was done. 503 of ours: nothing, or what its key or its version makes good. Of a proxy nobody knows. */
function isToRepeat(call, status, isOurs) {
    if (status === 429)
        return true;
    if (isOurs)
        return WAITING.has(status) && (isSafe(call) || call.method !== "POST");
    return NOT_OURS.has(status) && isSafe(call);
}
function init({ method, body, signal }) {
    return { method, ...(body === undefined ? {} : { body }), ...(signal ? { signal } : {}) };
}
/** Seconds, with some chance in them: what failed for many at once must not come again at once. */
export function backoff(tried, { firstWait, longestWait }) {
    return Math.min(longestWait, firstWait * 2 ** (tried - 1)) * (0.5 + Math.random() / 2);
}
/** Wait, unless the signal ends it: then its reason is thrown. */
export function wait(seconds, signal) {
    return new Promise((done, failed) => {
        const stop = () => { clearTimeout(timer); failed(signal?.reason); };
        const timer = setTimeout(() => { signal?.removeEventListener("abort", stop); done(); }, seconds * 1000);
        if (signal?.aborted)
            stop();
        else
            signal?.addEventListener("abort", stop, { once: true });
    });
}
