// Way B of the front-end guide: the session is a cookie at partners, the page asks it for short tokens.
import { EARLY, SignInNeeded, ask } from "./auth.js";
import { Unreachable, refusalIn } from "./refusals.js";
export class Session {
    partners;
    #token = null;
    #asking = null;
    constructor(partners) {
        this.partners = partners;
    }
    /** Who is signed in, with which roles, until when. */
    who() {
        return this.#ask("/v1/session", "GET");
    }
    async token() {
        if (!this.#token || this.#token.until - Date.now() < EARLY)
            await this.refresh();
        return this.#token.access_token;
    }
    refresh() {
        this.#asking ??= this.#ask("/v1/session/token", "POST")
            .then((said) => { this.#token = { ...said, until: Date.now() + said.expires_in * 1000 }; })
            .finally(() => { this.#asking = null; });
        return this.#asking;
    }
    /** Ends the session here. To end it at the provider as well, send the browser to `/oauth/logout`. */
    async signOut() {
        this.#token = null;
        await this.#ask("/v1/session", "DELETE");
    }
    async #ask(path, method) {
        const reply = await ask(`${this.partners}${path}`, { method, credentials: "include", headers: { "X-Throughline-Session": "1" } });
        if (reply.status === 401) {
            this.#token = null;
            throw new SignInNeeded((await reply.json()).code);
        }
        const refused = reply.ok ? null : await refusalIn(reply);
        if (!reply.ok)
            throw refused ?? new Unreachable(null, reply.status);
        return reply.status === 204 ? undefined : reply.json();
    }
}
