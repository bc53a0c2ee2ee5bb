import { type Auth } from "./auth.js";
import { type Page } from "./paging.js";
import { type Patience } from "./sending.js";
import { type Listening } from "./stream.js";
import type { AnyPath, Given, ListPath, Method, PathOf, Reply, Rest, RowOf, StreamEvent, Texts } from "./types.js";
export type Service = "partners" | "scheduling" | "assessment" | "notifications";
export type Language = "en" | "es";
export interface Options {
    /** A district's gateway (`https://throughline.cedarfalls.org`), or each service's address (`make sandbox`, `make up`). */
    at: string | Record<Service, string>;
    auth: Auth;
    /** In which refusals, mails' subjects and texts are told; without one, as the browser asks. */
    language?: Language;
    patience?: Partial<Patience>;
}
/** A reading that may be one you have: then the same object comes back, and nothing travelled. */
type Again<T> = {
    kept?: T;
};
export interface Download {
    blob: Blob;
    /** As the service calls the file. */
    name: string | null;
}
export declare class Throughline {
    #private;
    private readonly options;
    language: Language | undefined;
    constructor(options: Options);
    get<P extends PathOf<"get">>(path: P, ...[given]: Rest<Given<P, "get"> & Again<Reply<P, "get">>>): Promise<Reply<P, "get">>;
    post<P extends PathOf<"post">>(path: P, ...[given]: Rest<Given<P, "post">>): Promise<Reply<P, "post">>;
    put<P extends PathOf<"put">>(path: P, ...[given]: Rest<Given<P, "put">>): Promise<Reply<P, "put">>;
    patch<P extends PathOf<"patch">>(path: P, ...[given]: Rest<Given<P, "patch">>): Promise<Reply<P, "patch">>;
    delete<P extends PathOf<"delete">>(path: P, ...[given]: Rest<Given<P, "delete">>): Promise<Reply<P, "delete">>;
    /** Each page of a list. */
    pages<P extends ListPath>(path: P, ...[given]: Rest<Given<P, "get">>): AsyncGenerator<Reply<P, "get"> & Page<RowOf<P>>, void, undefined>;
    /** Each row of a list, whatever page it is on. */
    all<P extends ListPath>(path: P, ...given: Rest<Given<P, "get">>): AsyncGenerator<RowOf<P>, void, undefined>;
    /** A file, a picture, a list as CSV: `accept` chooses where a call has several forms. */
    download<P extends PathOf<"get">>(path: P, ...[given]: Rest<Given<P, "get"> & {
        accept?: string;
    }>): Promise<Download>;
    /** What happens, as it happens; read your lists at `ready` with `resumed: false`, and at `reset`. */
    stream(listening?: Listening): AsyncGenerator<StreamEvent, void, undefined>;
    /** What a service's codes, enums, fields and scopes are called; asked for again, it travels only where it has changed. */
    texts(service: Service, language?: Language | undefined): Promise<Texts>;
}
export type { AnyPath, Method };
