// Way A of the front-end guide: the page signs its person in (authorisation code with PKCE) and holds the tokens in memory.
import { EARLY, SignInNeeded, askForToken } from "./auth.js";
const base64url = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));
const sha256 = async (text) => base64url(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))));
export class SignIn {
    // In memory only: no storage another script could read.
    #tokens = null;
    #refreshing = null;
    #page;
    constructor(page) {
        this.#page = { issuer: page.partners, store: globalThis.sessionStorage, ...page };
    }
    /** The address to send the browser to: `location.assign(await signIn.begin(location.href))`. */
    async begin(returnTo, more = {}) {
        const state = random(), verifier = random(), { partners, clientId, redirectUri, store } = this.#page;
        store.setItem(`sign-in:${state}`, JSON.stringify({ verifier, returnTo }));
        return `${partners}/oauth/authorize?` + new URLSearchParams({
            response_type: "code", client_id: clientId, redirect_uri: redirectUri, state,
            code_challenge: await sha256(verifier), code_challenge_method: "S256", ...more,
        });
    }
    /** On the page of `redirectUri`: returns where the person wanted to be. Then clear the address: `history.replaceState(null, "", …)`. */
    async finish(address) {
        const { returnTo, code, verifier } = this.answer(address);
        await this.#ask({ grant_type: "authorization_code", code, redirect_uri: this.#page.redirectUri, code_verifier: verifier });
        return returnTo;
    }
    /** What the address says, once it is known to be the answer to a question of ours. */
    answer(address) {
        const said = new URL(address).searchParams, key = `sign-in:${said.get("state")}`;
        const kept = JSON.parse(this.#page.store.getItem(key) ?? "null");
        this.#page.store.removeItem(key); // good once
        if (!kept || said.get("iss") !== this.#page.issuer)
            throw new SignInNeeded("not_our_sign_in");
        const refused = said.get("error");
        if (refused)
            throw new SignInNeeded(refused, said.get("error_description") ?? "");
        return { ...kept, code: said.get("code") ?? "" };
    }
    async token() {
        if (!this.#tokens)
            throw new SignInNeeded("not_signed_in");
        if (this.#tokens.until - Date.now() < EARLY)
            await this.refresh();
        return this.#tokens.access_token;
    }
    /** One refresh at a time: a refresh token is good once, and two at once would end the session. */
    refresh() {
        const form = { grant_type: "refresh_token", refresh_token: this.#tokens?.refresh_token ?? "" };
        this.#refreshing ??= this.#ask(form).finally(() => { this.#refreshing = null; });
        return this.#refreshing;
    }
    /** Ends the session here and at the provider: `location.assign(signIn.signOut("https://…/bye"))`. */
    signOut(afterwards) {
        if (!this.#tokens)
            throw new SignInNeeded("not_signed_in");
        const { sid } = JSON.parse(atob(this.#tokens.access_token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/")));
        this.#tokens = null;
        return `${this.#page.partners}/oauth/logout?` + new URLSearchParams({ logout_hint: sid, post_logout_redirect_uri: afterwards });
    }
    async #ask(form) {
        try {
            const body = new URLSearchParams({ client_id: this.#page.clientId, ...form });
            this.#tokens = await askForToken(`${this.#page.partners}/oauth/token`, { body });
        }
        catch (error) {
            if (error instanceof SignInNeeded)
                this.#tokens = null;
            throw error;
        }
    }
}
