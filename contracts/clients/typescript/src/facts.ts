// Written from the contract: `make contracts`.

/** The POSTs that take no Idempotency-Key: their replies show a secret and are not kept, or nobody repeats them. */
export const UNKEYED: ReadonlySet<string> = new Set([
  "/assessment/v1/tickets",
  "/notifications/v1/answers/{token}",
  "/notifications/v1/tickets",
  "/notifications/v1/unsubscribe/{token}",
  "/partners/oauth/backchannel-logout/{provider_id}",
  "/partners/oauth/introspect",
  "/partners/oauth/logout",
  "/partners/oauth/revoke",
  "/partners/oauth/token",
  "/partners/v1/clients",
  "/partners/v1/clients/{client_id}/secrets",
  "/partners/v1/session/token",
  "/partners/v1/tickets",
  "/scheduling/v1/feeds",
  "/scheduling/v1/tickets",
]);
