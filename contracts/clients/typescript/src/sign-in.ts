// Way A of the front-end guide: the page signs its person in (authorisation code with PKCE) and holds the tokens in memory.
import { type Auth, EARLY, SignInNeeded, type TokenReply, askForToken } from "./auth.js";

const base64url = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));
const sha256 = async (text: string) => base64url(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))));

/** Where the question lies until its answer comes: `sessionStorage`, or what looks like it. No token ever goes there. */
export type Store = Pick<Storage, "getItem" | "setItem" | "removeItem">;

export interface Page {
  /** Where partners answers. */
  partners: string;
  /** `oauth_client_id` of the application. */
  clientId: string;
  /** One of those it is registered with, letter by letter. */
  redirectUri: string;
  /** Partners' issuer, where that is not its address. */
  issuer?: string;
  store?: Store;
}

export class SignIn implements Auth {
  // In memory only: no storage another script could read.
  #tokens: (TokenReply & { until: number }) | null = null;
  #refreshing: Promise<void> | null = null;
  readonly #page: Page & { issuer: string; store: Store };

  constructor(page: Page) {
    this.#page = { issuer: page.partners, store: globalThis.sessionStorage, ...page };
  }

  /** The address to send the browser to: `location.assign(await signIn.begin(location.href))`. */
  async begin(returnTo: string, more: Record<string, string> = {}): Promise<string> {
    const state = random(), verifier = random(), { partners, clientId, redirectUri, store } = this.#page;
    store.setItem(`sign-in:${state}`, JSON.stringify({ verifier, returnTo }));
    return `${partners}/oauth/authorize?` + new URLSearchParams({
      response_type: "code", client_id: clientId, redirect_uri: redirectUri, state,
      code_challenge: await sha256(verifier), code_challenge_method: "S256", ...more,
    });
  }

  /** On the page of `redirectUri`: returns where the person wanted to be. Then clear the address: `history.replaceState(null, "", …)`. */
  async finish(address: string): Promise<string> {
    const { returnTo, code, verifier } = this.answer(address);
    await this.#ask({ grant_type: "authorization_code", code, redirect_uri: this.#page.redirectUri, code_verifier: verifier });
    return returnTo;
  }

  /** What the address says, once it is known to be the answer to a question of ours. */
  answer(address: string): { returnTo: string; code: string; verifier: string } {
    const said = new URL(address).searchParams, key = `sign-in:${said.get("state")}`;
    const kept = JSON.parse(this.#page.store.getItem(key) ?? "null");
    this.#page.store.removeItem(key);                      // good once
    if (!kept || said.get("iss") !== this.#page.issuer) throw new SignInNeeded("not_our_sign_in");
    const refused = said.get("error");
    if (refused) throw new SignInNeeded(refused, said.get("error_description") ?? "");
    return { ...kept, code: said.get("code") ?? "" };
  }

  async token(): Promise<string> {
    if (!this.#tokens) throw new SignInNeeded("not_signed_in");
    if (this.#tokens.until - Date.now() < EARLY) await this.refresh();
    return this.#tokens.access_token;
  }

  /** One refresh at a time: a refresh token is good once, and two at once would end the session. */
  refresh(): Promise<void> {
    const form = { grant_type: "refresh_token", refresh_token: this.#tokens?.refresh_token ?? "" };
    this.#refreshing ??= this.#ask(form).finally(() => { this.#refreshing = null; });
    return this.#refreshing;
  }

  /** Ends the session here and at the provider: `location.assign(signIn.signOut("https://…/bye"))`. */
  signOut(afterwards: string): string {
    if (!this.#tokens) throw new SignInNeeded("not_signed_in");
    const { sid } = JSON.parse(atob(this.#tokens.access_token.split(".")[1]!.replaceAll("-", "+").replaceAll("_", "/")));
    this.#tokens = null;
    return `${this.#page.partners}/oauth/logout?` + new URLSearchParams({ logout_hint: sid, post_logout_redirect_uri: afterwards });
  }

  async #ask(form: Record<string, string>): Promise<void> {
    try {
      const body = new URLSearchParams({ client_id: this.#page.clientId, ...form });
      this.#tokens = await askForToken(`${this.#page.partners}/oauth/token`, { body });
    } catch (error) {
      if (error instanceof SignInNeeded) this.#tokens = null;
      throw error;
    }
  }
}
