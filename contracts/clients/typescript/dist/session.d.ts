import { type Auth } from "./auth.js";
import type { components } from "../contract.js";
type Who = components["schemas"]["CurrentSession"];
export declare class Session implements Auth {
    #private;
    private readonly partners;
    constructor(partners: string);
    /** Who is signed in, with which roles, until when. */
    who(): Promise<Who>;
    token(): Promise<string>;
    refresh(): Promise<void>;
    /** Ends the session here. To end it at the provider as well, send the browser to `/oauth/logout`. */
    signOut(): Promise<void>;
}
export {};
