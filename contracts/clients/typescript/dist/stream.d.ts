import type { StreamEvent } from "./types.js";
/** Where a stream is: kept by you, a new one goes on from there (`stream({ place })`). */
export interface Place {
    last: string | null;
}
export interface Listening {
    signal?: AbortSignal;
    place?: Place;
    /** Told whether the stream is live, for a light on the page. */
    live?: (isLive: boolean) => void;
}
type Open = (last: string | null, signal: AbortSignal) => Promise<Response>;
/** Events until the signal, or `superseded`: this person has opened more streams than they may, and this was the oldest. */
export declare function listen(open: Open, { signal, place, live }: Listening): AsyncGenerator<StreamEvent, void, undefined>;
export {};
