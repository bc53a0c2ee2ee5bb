// The four services as one: every path of the contract, with its types.
import { type Auth, Bearers } from "./auth.js";
import { UNKEYED } from "./facts.js";
import { type Page, pages, rows } from "./paging.js";
import { type Call, type Patience, send } from "./sending.js";
import { type Listening, listen } from "./stream.js";
import type { Any, AnyPath, Given, ListPath, Method, PathOf, Reply, Rest, RowOf, Seen, StreamEvent, Texts } from "./types.js";
import { matching, remember, tagOf } from "./versions.js";

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
type Again<T> = { kept?: T };
type Loose = Any & { path?: object; query?: object; body?: unknown; seen?: Seen; kept?: unknown };

export interface Download {
  blob: Blob;
  /** As the service calls the file. */
  name: string | null;
}

export class Throughline {
  readonly #bearers: Bearers;
  readonly #patience: Patience;
  readonly #texts = new Map<string, Texts>();
  language: Language | undefined;

  constructor(private readonly options: Options) {
    this.#bearers = new Bearers(options.auth);
    this.#patience = { tries: 4, longestWait: 60, firstWait: 0.5, ...options.patience };
    this.language = options.language;
  }

  get<P extends PathOf<"get">>(path: P, ...[given]: Rest<Given<P, "get"> & Again<Reply<P, "get">>>): Promise<Reply<P, "get">> {
    return this.#json("GET", path, given as Loose);
  }

  post<P extends PathOf<"post">>(path: P, ...[given]: Rest<Given<P, "post">>): Promise<Reply<P, "post">> {
    return this.#json("POST", path, given as Loose);
  }

  put<P extends PathOf<"put">>(path: P, ...[given]: Rest<Given<P, "put">>): Promise<Reply<P, "put">> {
    return this.#json("PUT", path, given as Loose);
  }

  patch<P extends PathOf<"patch">>(path: P, ...[given]: Rest<Given<P, "patch">>): Promise<Reply<P, "patch">> {
    return this.#json("PATCH", path, given as Loose);
  }

  delete<P extends PathOf<"delete">>(path: P, ...[given]: Rest<Given<P, "delete">>): Promise<Reply<P, "delete">> {
    return this.#json("DELETE", path, given as Loose);
  }

  /** Each page of a list. */
  pages<P extends ListPath>(path: P, ...[given]: Rest<Given<P, "get">>): AsyncGenerator<Reply<P, "get"> & Page<RowOf<P>>, void, undefined> {
    const { query, ...more } = (given ?? {}) as Loose;
    return pages((cursor) => this.#json("GET", path, { ...more, query: cursor === undefined ? query ?? {} : { ...query, cursor } }));
  }

  /** Each row of a list, whatever page it is on. */
  all<P extends ListPath>(path: P, ...given: Rest<Given<P, "get">>): AsyncGenerator<RowOf<P>, void, undefined> {
    return rows<RowOf<P>>(this.pages(path, ...given));
  }

  /** A file, a picture, a list as CSV: `accept` chooses where a call has several forms. */
  download<P extends PathOf<"get">>(path: P, ...[given]: Rest<Given<P, "get"> & { accept?: string }>): Promise<Download> {
    const { accept = "*/*", ...more } = (given ?? {}) as Loose & { accept?: string };
    const call = this.#call("GET", path, { ...more, headers: { ...more.headers, Accept: accept } });
    return send(call, this.#bearers, this.#patience, async (reply) => ({ blob: await reply.blob(), name: nameIn(reply) }));
  }

  /** What happens, as it happens; read your lists at `ready` with `resumed: false`, and at `reset`. */
  stream(listening: Listening = {}): AsyncGenerator<StreamEvent, void, undefined> {
    const open = (last: string | null, signal: AbortSignal) => {
      const headers: Record<string, string> = { Accept: "text/event-stream", ...(last === null ? {} : { "Last-Event-ID": last }) };
      const call = this.#call("GET", "/notifications/v1/stream", { headers, signal });
      // It has a patience of its own: one try, and a longer breath.
      return send(call, this.#bearers, { ...this.#patience, tries: 1 }, async (reply) => reply);
    };
    return listen(open, listening);
  }

  /** What a service's codes, enums, fields and scopes are called; asked for again, it travels only where it has changed. */
  async texts(service: Service, language = this.language): Promise<Texts> {
    const name = `${service} ${language ?? ""}`, kept = this.#texts.get(name);
    const given = { query: language ? { language } : {}, ...(kept ? { kept } : {}) };
    const found = await this.#json<Texts>("GET", `/${service}/v1/texts`, given);
    this.#texts.set(name, found);
    return found;
  }

  #json<T>(method: string, path: string, given: Loose = {}): Promise<T> {
    return send(this.#call(method, path, given), this.#bearers, this.#patience, async (reply) => {
      if (reply.status === 304) {
        // A body that nobody reads is shown as an aborted call.
        await reply.text();
        return given.kept as T;
      }
      if (reply.status === 204) return undefined as T;
      const kind = reply.headers.get("Content-Type") ?? "";
      return remember(await (kind.startsWith("application/json") ? reply.json() : reply.blob()), reply) as T;
    });
  }

  #call(method: string, path: string, given: Loose): Call {
    const headers: Record<string, string> = { Accept: "application/json", ...given.headers };
    const key = method === "POST" && !UNKEYED.has(path) ? given.key ?? crypto.randomUUID() : null;
    if (this.language) headers["Accept-Language"] = this.language;
    if (key !== null) headers["Idempotency-Key"] = key;
    if (given.seen !== undefined) headers["If-Match"] = matching(given.seen);
    const tag = given.kept ? tagOf(given.kept) : undefined;
    if (tag) headers["If-None-Match"] = tag;
    const { body, type } = bodyOf(given);
    if (type) headers["Content-Type"] = type;
    return { method, address: this.#address(path, given), headers, body, key, signal: given.signal };
  }

  #address(path: string, { path: names = {}, query = {} }: Loose): string {
    const { at } = this.options, [, service, rest] = path.match(/^\/([^/]+)(\/.*)$/)!;
    const filled = (typeof at === "string" ? path : rest!).replace(/\{(\w+)\}/g, (_, name: string) => segment(name, names));
    const base = typeof at === "string" ? at : at[service as Service];
    return base.replace(/\/$/, "") + filled + queryOf(query);
  }
}

/** A name of a path; an empty one, or one that climbs, would be another path. */
function segment(name: string, names: object): string {
  const value: unknown = (names as Record<string, unknown>)[name];
  const text = typeof value === "string" || typeof value === "number" ? String(value) : "";
  if (text === "" || text === "." || text === "..") throw new TypeError(`${name} has no value that can stand in a path`);
  return encodeURIComponent(text);
}

/** Several values of a filter are one argument, with commas; what is undefined or null is not asked for. */
function queryOf(query: object): string {
  const asked = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
  const text = new URLSearchParams(asked.map(([name, value]) => [name, String(value)])).toString();
  return text && `?${text}`;
}

function bodyOf({ body, type }: Loose): { body: BodyInit | undefined; type: string | undefined } {
  if (body === undefined) return { body: undefined, type: undefined };
  if (body instanceof Blob) return { body, type: type ?? (body.type || "application/octet-stream") };
  if (body instanceof Uint8Array) return { body: body as Uint8Array<ArrayBuffer>, type: type ?? "application/octet-stream" };
  if (typeof body === "string" && type) return { body, type };
  return { body: JSON.stringify(body), type: "application/json" };
}

/** RFC 6266: `filename*` before `filename`. */
function nameIn(reply: Response): string | null {
  const said = reply.headers.get("Content-Disposition") ?? "";
  const wide = said.match(/filename\*=UTF-8''([^;]+)/i)?.[1];
  return wide ? decodeURIComponent(wide) : said.match(/filename="([^"]*)"/)?.[1] ?? null;
}

export type { AnyPath, Method };
