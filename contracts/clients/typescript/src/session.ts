// Way B of the front-end guide: the session is a cookie at partners, the page asks it for short tokens.
import { type Auth, EARLY, SignInNeeded, ask } from "./auth.js";
import { Unreachable, refusalIn } from "./refusals.js";
import type { components } from "../contract.js";

type Who = components["schemas"]["CurrentSession"];
type Token = components["schemas"]["Token"];

export class Session implements Auth {
  #token: (Token & { until: number }) | null = null;
  #asking: Promise<void> | null = null;

  constructor(private readonly partners: string) {}

  /** Who is signed in, with which roles, until when. */
  who(): Promise<Who> {
    return this.#ask("/v1/session", "GET");
  }

  async token(): Promise<string> {
    if (!this.#token || this.#token.until - Date.now() < EARLY) await this.refresh();
    return this.#token!.access_token;
  }

  refresh(): Promise<void> {
    this.#asking ??= this.#ask<Token>("/v1/session/token", "POST")
      .then((said) => { this.#token = { ...said, until: Date.now() + said.expires_in * 1000 }; })
      .finally(() => { this.#asking = null; });
    return this.#asking;
  }

  /** Ends the session here. To end it at the provider as well, send the browser to `/oauth/logout`. */
  async signOut(): Promise<void> {
    this.#token = null;
    await this.#ask("/v1/session", "DELETE");
  }

  async #ask<T>(path: string, method: string): Promise<T> {
    const reply = await ask(`${this.partners}${path}`, { method, credentials: "include", headers: { "X-Throughline-Session": "1" } });
    if (reply.status === 401) {
      this.#token = null;
      throw new SignInNeeded((await reply.json()).code);
    }
    const refused = reply.ok ? null : await refusalIn(reply);
    if (!reply.ok) throw refused ?? new Unreachable(null, reply.status);
    return reply.status === 204 ? (undefined as T) : reply.json();
  }
}
