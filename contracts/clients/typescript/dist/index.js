export { ClientCredentials, SignInNeeded } from "./auth.js";
export { Throughline } from "./client.js";
export { Refused, Unreachable, isRefusalOf } from "./refusals.js";
export { Session } from "./session.js";
export { SignIn } from "./sign-in.js";
