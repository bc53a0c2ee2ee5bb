export { type Auth, ClientCredentials, SignInNeeded } from "./auth.js";
export { type Download, type Language, type Options, type Service, Throughline } from "./client.js";
export { Refused, Unreachable, isRefusalOf } from "./refusals.js";
export type { Patience } from "./sending.js";
export { Session } from "./session.js";
export { type Page as SignInPage, SignIn, type Store } from "./sign-in.js";
export type { Listening, Place } from "./stream.js";
export type { AnyPath, Code, Fault, Given, ListPath, Method, MethodOf, PathOf, Problem, RefusalOf, Reply, RowOf, Schemas, Seen, StreamEvent, Texts } from "./types.js";
export type { components, operations, paths } from "../contract.js";
