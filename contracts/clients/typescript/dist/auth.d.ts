/** What gives tokens: a `SignIn`, a `Session`, `ClientCredentials`, or anything of yours with these two. */
export interface Auth {
    /** A token that lives long enough for the next call. */
    token(): string | Promise<string>;
    /** Get another one; throws `SignInNeeded` where nobody gets one without a person. */
    refresh(): Promise<unknown>;
}
/** The person must sign in (again); `code` says why, for your log and for district IT. */
export declare class SignInNeeded extends Error {
    readonly code: string;
    readonly detail: string;
    readonly name = "SignInNeeded";
    constructor(code: string, detail?: string);
}
/** What the token endpoint answers. */
export interface TokenReply {
    access_token: string;
    expires_in: number;
    refresh_token?: string;
}
/** A token is renewed so long before it ends, in milliseconds. */
export declare const EARLY = 30000;
/** Ask partners for what tokens are made of. That it is busy, or cannot be reached, ends nobody's session. */
export declare function ask(address: string, init: RequestInit): Promise<Response>;
/** Ask a token endpoint. What it refuses is a `SignInNeeded`. */
export declare function askForToken(address: string, init: RequestInit): Promise<TokenReply & {
    until: number;
}>;
/** A machine client with a secret, in a back end: no page may hold one. */
export declare class ClientCredentials implements Auth {
    #private;
    constructor({ partners, id, secret }: {
        partners: string;
        id: string;
        secret: string;
    });
    token(): Promise<string>;
    refresh(): Promise<void>;
}
/** Tokens for many calls at once: what one of them has renewed is good for all. */
export declare class Bearers {
    #private;
    private readonly auth;
    constructor(auth: Auth);
    now(): Promise<string>;
    /** Another token than the one that was refused; asks for one only where nobody has since. */
    instead(refused: string): Promise<string>;
}
