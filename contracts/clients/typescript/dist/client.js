// The four services as one: every path of the contract, with its types.
import { Bearers } from "./auth.js";
import { UNKEYED } from "./facts.js";
import { pages, rows } from "./paging.js";
import { send } from "./sending.js";
import { listen } from "./stream.js";
import { matching, remember, tagOf } from "./versions.js";
export class Throughline {
    options;
    #bearers;
    #patience;
    #texts = new Map();
    language;
    constructor(options) {
        this.options = options;
        this.#bearers = new Bearers(options.auth);
        this.#patience = { tries: 4, longestWait: 60, firstWait: 0.5, ...options.patience };
        this.language = options.language;
    }
    get(path, ...[given]) {
        return this.#json("GET", path, given);
    }
    post(path, ...[given]) {
        return this.#json("POST", path, given);
    }
    put(path, ...[given]) {
        return this.#json("PUT", path, given);
    }
    patch(path, ...[given]) {
        return this.#json("PATCH", path, given);
    }
    delete(path, ...[given]) {
        return this.#json("DELETE", path, given);
    }
    /** Each page of a list. */
    pages(path, ...[given]) {
        const { query, ...more } = (given ?? {});
        return pages((cursor) => this.#json("GET", path, { ...more, query: cursor === undefined ? query ?? {} : { ...query, cursor } }));
    }
    /** Each row of a list, whatever page it is on. */
    all(path, ...given) {
        return rows(this.pages(path, ...given));
    }
    /** A file, a picture, a list as CSV: `accept` chooses where a call has several forms. */
    download(path, ...[given]) {
        const { accept = "*/*", ...more } = (given ?? {});
        const call = this.#call("GET", path, { ...more, headers: { ...more.headers, Accept: accept } });
        return send(call, this.#bearers, this.#patience, async (reply) => ({ blob: await reply.blob(), name: nameIn(reply) }));
    }
    /** What happens, as it happens; read your lists at `ready` with `resumed: false`, and at `reset`. */
    stream(listening = {}) {
        const open = (last, signal) => {
            const headers = { Accept: "text/event-stream", ...(last === null ? {} : { "Last-Event-ID": last }) };
            const call = this.#call("GET", "/notifications/v1/stream", { headers, signal });
            // It has a patience of its own: one try, and a longer breath.
            return send(call, this.#bearers, { ...this.#patience, tries: 1 }, async (reply) => reply);
        };
        return listen(open, listening);
    }
    /** What a service's codes, enums, fields and scopes are called; asked for again, it travels only where it has changed. */
    async texts(service, language = this.language) {
        const name = `${service} ${language ?? ""}`, kept = this.#texts.get(name);
        const given = { query: language ? { language } : {}, ...(kept ? { kept } : {}) };
        const found = await this.#json("GET", `/${service}/v1/texts`, given);
        this.#texts.set(name, found);
        return found;
    }
    #json(method, path, given = {}) {
        return send(this.#call(method, path, given), this.#bearers, this.#patience, async (reply) => {
            if (reply.status === 304) {
                // A body that nobody reads is shown as an aborted call.
                await reply.text();
                return given.kept;
            }
            if (reply.status === 204)
                return undefined;
            const kind = reply.headers.get("Content-Type") ?? "";
            return remember(await (kind.startsWith("application/json") ? reply.json() : reply.blob()), reply);
        });
    }
    #call(method, path, given) {
        const headers = { Accept: "application/json", ...given.headers };
        const key = method === "POST" && !UNKEYED.has(path) ? given.key ?? crypto.randomUUID() : null;
        if (this.language)
            headers["Accept-Language"] = this.language;
        if (key !== null)
            headers["Idempotency-Key"] = key;
        if (given.seen !== undefined)
            headers["If-Match"] = matching(given.seen);
        const tag = given.kept ? tagOf(given.kept) : undefined;
        if (tag)
            headers["If-None-Match"] = tag;
        const { body, type } = bodyOf(given);
        if (type)
            headers["Content-Type"] = type;
        return { method, address: this.#address(path, given), headers, body, key, signal: given.signal };
    }
    #address(path, { path: names = {}, query = {} }) {
        const { at } = this.options, [, service, rest] = path.match(/^\/([^/]+)(\/.*)$/);
        const filled = (typeof at === "string" ? path : rest).replace(/\{(\w+)\}/g, (_, name) => segment(name, names));
        const base = typeof at === "string" ? at : at[service];
        return base.replace(/\/$/, "") + filled + queryOf(query);
    }
}
/** A name of a path; an empty one, or one that climbs, would be another path. */
function segment(name, names) {
    const value = names[name];
    const text = typeof value === "string" || typeof value === "number" ? String(value) : "";
    if (text === "" || text === "." || text === "..")
        throw new TypeError(`${name} has no value that can stand in a path`);
    return encodeURIComponent(text);
}
/** Several values of a filter are one argument, with commas; what is undefined or null is not asked for. */
function queryOf(query) {
    const asked = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
    const text = new URLSearchParams(asked.map(([name, value]) => [name, String(value)])).toString();
    return text && `?${text}`;
}
function bodyOf({ body, type }) {
    if (body === undefined)
        return { body: undefined, type: undefined };
    if (body instanceof Blob)
        return { body, type: type ?? (body.type || "application/octet-stream") };
    if (body instanceof Uint8Array)
        return { body: body, type: type ?? "application/octet-stream" };
    if (typeof body === "string" && type)
        return { body, type };
    return { body: JSON.stringify(body), type: "application/json" };
}
/** RFC 6266: `filename*` before `filename`. */
function nameIn(reply) {
    const said = reply.headers.get("Content-Disposition") ?? "";
    const wide = said.match(/filename\*=UTF-8''([^;]+)/i)?.[1];
    return wide ? decodeURIComponent(wide) : said.match(/filename="([^"]*)"/)?.[1] ?? null;
}
