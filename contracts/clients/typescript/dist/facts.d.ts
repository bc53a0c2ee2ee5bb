/** The POSTs that take no Idempotency-Key: their replies show a secret and are not kept, or nobody repeats them. */
export declare const UNKEYED: ReadonlySet<string>;
