import { type Bearers } from "./auth.js";
export interface Patience {
    /** How often a call is sent at most. */
    tries: number;
    /** A longer wait than these seconds is the caller's to decide: the refusal is thrown at once. */
    longestWait: number;
    /** The first wait, in seconds, where nobody says one; each next one is twice as long. */
    firstWait: number;
}
export interface Call {
    method: string;
    address: string;
    headers: Record<string, string>;
    body?: BodyInit | undefined;
    /** Its Idempotency-Key. */
    key: string | null;
    signal?: AbortSignal | undefined;
}
/** The answer as `read` takes it from the reply; a body that breaks off counts as a fault of the network. */
export declare function send<T>(call: Call, bearers: Bearers, patience: Patience, read: (reply: Response) => Promise<T>): Promise<T>;
/** Seconds, with some chance in them: what failed for many at once must not come again at once. */
export declare function backoff(tried: number, { firstWait, longestWait }: Pick<Patience, "firstWait" | "longestWait">): number;
/** Wait, unless the signal ends it: then its reason is thrown. */
export declare function wait(seconds: number, signal?: AbortSignal): Promise<void>;
