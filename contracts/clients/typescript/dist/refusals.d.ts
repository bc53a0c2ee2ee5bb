import type { AnyPath, MethodOf, Method, Problem, RefusalOf } from "./types.js";
/** A service refused: `code` is for programs, `message` (its `detail`) for people, `errors` point into the body. */
export declare class Refused<P extends Problem = Problem> extends Error {
    readonly problem: P;
    readonly retryAfter: number | null;
    readonly name = "Refused";
    readonly status: number;
    readonly code: P["code"];
    readonly title: string;
    readonly diagnosis: string;
    /** Quote it when you report something: by it district IT finds the call. */
    readonly correlationId: string;
    readonly errors: Problem["errors"];
    constructor(problem: P, retryAfter?: number | null);
    /** What is wrong with a field, in words: `refused.at("/name")`; undefined where nothing is. */
    at(pointer: string): string | undefined;
}
/** No answer of ours came: the network, or something on the way. Whether the call was done, nobody can say. */
export declare class Unreachable extends Error {
    readonly key: string | null;
    readonly status: number | null;
    readonly name = "Unreachable";
    /** With `key`, the same call may be sent again by hand: it is done once. `status` is of whoever answered instead. */
    constructor(key: string | null, status: number | null, cause?: unknown);
}
/** Is this a refusal of that call? Then a `switch` over its `code` is complete. */
export declare function isRefusalOf<M extends Method, P extends AnyPath>(error: unknown, _method: M & MethodOf<P>, _path: P): error is Refused<RefusalOf<P, M> & Problem>;
/** The refusal a reply is, or null where no service of ours wrote it. */
export declare function refusalIn(reply: Response): Promise<Refused | null>;
/** `Retry-After` in seconds: services send seconds, proxies may send a date (RFC 9110, 10.2.3). */
export declare function waitOf(reply: Response, now?: number): number | null;
