import { type Auth } from "./auth.js";
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
export declare class SignIn implements Auth {
    #private;
    constructor(page: Page);
    /** The address to send the browser to: `location.assign(await signIn.begin(location.href))`. */
    begin(returnTo: string, more?: Record<string, string>): Promise<string>;
    /** On the page of `redirectUri`: returns where the person wanted to be. Then clear the address: `history.replaceState(null, "", …)`. */
    finish(address: string): Promise<string>;
    /** What the address says, once it is known to be the answer to a question of ours. */
    answer(address: string): {
        returnTo: string;
        code: string;
        verifier: string;
    };
    token(): Promise<string>;
    /** One refresh at a time: a refresh token is good once, and two at once would end the session. */
    refresh(): Promise<void>;
    /** Ends the session here and at the provider: `location.assign(signIn.signOut("https://…/bye"))`. */
    signOut(afterwards: string): string;
}
