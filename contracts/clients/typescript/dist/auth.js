// Who calls: where tokens come from, and one renewal at a time however many calls need it.
import { Unreachable } from "./refusals.js";
/** The person must sign in (again); `code` says why, for your log and for district IT. */
export class SignInNeeded extends Error {
    code;
    detail;
    name = "SignInNeeded";
    constructor(code, detail = "") {
        super(`${code} ${detail}`.trim());
        this.code = code;
        this.detail = detail;
    }
}
/** A token is renewed so long before it ends, in milliseconds. */
export const EARLY = 30_000;
/** Ask partners for what tokens are made of. That it is busy, or cannot be reached, ends nobody's session. */
export async function ask(address, init) {
    const reply = await fetch(address, init).catch((fault) => { throw new Unreachable(null, null, fault); });
    if (reply.status >= 500 || reply.status === 429)
        throw new Unreachable(null, reply.status);
    return reply;
}
/** Ask a token endpoint. What it refuses is a `SignInNeeded`. */
export async function askForToken(address, init) {
    const reply = await ask(address, { method: "POST", ...init });
    const said = await reply.json();
    if (!reply.ok)
        throw new SignInNeeded(said.error ?? said.code ?? `status_${reply.status}`, said.error_description ?? said.detail ?? "");
    return { ...said, until: Date.now() + said.expires_in * 1000 };
}
/** A machine client with a secret, in a back end: no page may hold one. */
export class ClientCredentials {
    #address;
    #id;
    #secret;
    #tokens = null;
    constructor({ partners, id, secret }) {
        this.#address = `${partners}/oauth/token`;
        this.#id = id;
        this.#secret = secret;
    }
    async token() {
        if (!this.#tokens || this.#tokens.until - Date.now() < EARLY)
            await this.refresh();
        return this.#tokens.access_token;
    }
    async refresh() {
        this.#tokens = await askForToken(this.#address, {
            headers: { Authorization: `Basic ${btoa(`${this.#id}:${this.#secret}`)}` },
            body: new URLSearchParams({ grant_type: "client_credentials" }),
        });
    }
}
/** Tokens for many calls at once: what one of them has renewed is good for all. */
export class Bearers {
    auth;
    #renewing = null;
    constructor(auth) {
        this.auth = auth;
    }
    async now() {
        await this.#renewing;
        return this.auth.token();
    }
    /** Another token than the one that was refused; asks for one only where nobody has since. */
    async instead(refused) {
        await this.#renewing;
        const held = await this.auth.token();
        if (held !== refused)
            return held;
        this.#renewing ??= this.auth.refresh().finally(() => { this.#renewing = null; });
        await this.#renewing;
        return this.auth.token();
    }
}
