import type { components, paths } from "../contract.js";
export type Schemas = components["schemas"];
export type Method = "get" | "post" | "put" | "patch" | "delete";
export type AnyPath = keyof paths;
/** The methods a path has. */
export type MethodOf<P extends AnyPath> = {
    [M in Method]: paths[P] extends {
        [K in M]: object;
    } ? M : never;
}[Method];
/** The paths that have a method. */
export type PathOf<M extends Method> = {
    [P in AnyPath]: paths[P] extends {
        [K in M]: object;
    } ? P : never;
}[AnyPath];
type Operation<P extends AnyPath, M extends Method> = paths[P] extends {
    [K in M]: infer O;
} ? O : never;
type Parameters<O, Kind extends string> = O extends {
    parameters: {
        [K in Kind]: infer T;
    };
} ? T : O extends {
    parameters: {
        [K in Kind]?: infer T;
    };
} ? NonNullable<T> : never;
type Optional<T> = {
    [K in keyof T as undefined extends T[K] ? K : never]: T[K];
};
type OnlyOptional<T> = keyof T extends keyof Optional<T> ? true : false;
/** A problem of any call; `Code` is what any of them may say today. Within a version there may be more: have a default. */
export type Problem = Schemas["Problem"];
export type Code = Extract<Schemas[keyof Schemas], {
    code: string;
    correlation_id: string;
}>["code"];
export type Fault = Problem["errors"][number];
/** What was read, and is to be what it was: its ETag is known; of a row in a list, its version. A string is an ETag. */
export type Seen = object | string;
type Json<R> = R extends {
    content: {
        "application/json": infer J;
    };
} ? J : R extends {
    content: object;
} ? Blob : undefined;
type Replies<O> = O extends {
    responses: infer R;
} ? R : never;
type Succeeded<R> = {
    [S in keyof R]: S extends 200 | 201 | 202 | 204 ? Json<R[S]> : never;
}[keyof R];
/** What a call answers: what its JSON says, a `Blob` where it is none, `undefined` where there is nothing to say. */
export type Reply<P extends AnyPath, M extends Method> = Succeeded<Replies<Operation<P, M>>>;
/** What a call may refuse with. */
export type RefusalOf<P extends AnyPath, M extends Method> = ProblemIn<Replies<Operation<P, M>>>;
type ProblemIn<R> = {
    [S in keyof R]: R[S] extends {
        content: {
            "application/problem+json": infer J;
        };
    } ? J : never;
}[keyof R];
/** What a row of a list is. */
export type RowOf<P extends AnyPath> = Reply<P, "get"> extends {
    items: (infer Row)[];
} ? Row : never;
/** The lists that come in pages. */
export type ListPath = {
    [P in PathOf<"get">]: Reply<P, "get"> extends {
        items: unknown[];
        next_cursor?: unknown;
    } ? P : never;
}[PathOf<"get">];
type BodyOf<O> = O extends {
    requestBody: {
        content: infer C;
    };
} ? {
    body: Sent<C>;
} : O extends {
    requestBody?: {
        content: infer C;
    };
} ? {
    body?: Sent<C>;
} : {
    body?: never;
};
type Sent<C> = C extends {
    "application/json": infer J;
} ? J | Other<Exclude<keyof C, "application/json">> : Blob | Uint8Array | string;
type Other<Kinds> = [Kinds] extends [never] ? never : Blob;
type PathGiven<O> = [Parameters<O, "path">] extends [never] ? {
    path?: never;
} : {
    path: Parameters<O, "path">;
};
type QueryGiven<O> = [Parameters<O, "query">] extends [never] ? {
    query?: never;
} : OnlyOptional<Parameters<O, "query">> extends true ? {
    query?: Parameters<O, "query">;
} : {
    query: Parameters<O, "query">;
};
type SeenGiven<O> = Parameters<O, "header"> extends {
    "If-Match": string;
} ? {
    seen: Seen;
} : Parameters<O, "header"> extends {
    "If-Match"?: string;
} ? "If-Match" extends keyof Parameters<O, "header"> ? {
    seen?: Seen;
} : {
    seen?: never;
} : {
    seen?: never;
};
/** What goes for any call. */
export interface Any {
    /** Ends the call, also while it waits to be sent again. */
    signal?: AbortSignal;
    headers?: Record<string, string>;
    /** Of a POST: the Idempotency-Key of a deed you send again by hand; otherwise each call has one of its own. */
    key?: string;
    /** Of a body that is not JSON: its media type, where the `Blob` does not say it. */
    type?: string;
}
/** What a call takes: the names in its path, its query, its body, and what its precondition is held against. */
export type Given<P extends AnyPath, M extends Method> = PathGiven<Operation<P, M>> & QueryGiven<Operation<P, M>> & BodyOf<Operation<P, M>> & SeenGiven<Operation<P, M>> & Any;
/** Left out altogether where nothing of it is needed. */
export type Rest<G> = OnlyOptional<G> extends true ? [given?: G] : [given: G];
export type StreamEvent = Schemas["StreamEvent"];
export type Texts = Schemas["Texts"];
export {};
