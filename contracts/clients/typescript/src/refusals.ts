// What a call can end with other than its reply.
import type { AnyPath, MethodOf, Method, Problem, RefusalOf } from "./types.js";

/** A service refused: `code` is for programs, `message` (its `detail`) for people, `errors` point into the body. */
export class Refused<P extends Problem = Problem> extends Error {
  override readonly name = "Refused";
  readonly status: number;
  readonly code: P["code"];
  readonly title: string;
  readonly diagnosis: string;
  /** Quote it when you report something: by it district IT finds the call. */
  readonly correlationId: string;
  readonly errors: Problem["errors"];

  constructor(readonly problem: P, readonly retryAfter: number | null = null) {
    super(problem.detail || problem.title);
    this.status = problem.status;
    this.code = problem.code;
    this.title = problem.title;
    this.diagnosis = problem.diagnosis;
    this.correlationId = problem.correlation_id;
    this.errors = problem.errors;
  }

  /** What is wrong with a field, in words: `refused.at("/name")`; undefined where nothing is. */
  at(pointer: string): string | undefined {
    return this.errors.find((fault) => fault.pointer === pointer)?.detail;
  }
}

/** No answer of ours came: the network, or something on the way. Whether the call was done, nobody can say. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";

  /** With `key`, the same call may be sent again by hand: it is done once. `status` is of whoever answered instead. */
  constructor(readonly key: string | null, readonly status: number | null, cause?: unknown) {
    super(status === null ? "The service cannot be reached." : `Something on the way answers ${status}.`, { cause });
  }
}

/** Is this a refusal of that call? Then a `switch` over its `code` is complete. */
export function isRefusalOf<M extends Method, P extends AnyPath>(
  error: unknown, _method: M & MethodOf<P>, _path: P,
): error is Refused<RefusalOf<P, M> & Problem> {
  return error instanceof Refused;
}

/** The refusal a reply is, or null where no service of ours wrote it. */
export async function refusalIn(reply: Response): Promise<Refused | null> {
  if (!reply.headers.get("Content-Type")?.startsWith("application/problem+json")) return null;
  const problem: unknown = await reply.json().catch(() => null);
  return isProblem(problem) ? new Refused(problem, waitOf(reply)) : null;
}

/** `Retry-After` in seconds: services send seconds, proxies may send a date (RFC 9110, 10.2.3). */
export function waitOf(reply: Response, now = Date.now()): number | null {
  const said = reply.headers.get("Retry-After");
  if (said === null) return null;
  const seconds = /^\d+$/.test(said) ? Number(said) : (Date.parse(said) - now) / 1000;
  return Number.isNaN(seconds) ? null : Math.max(0, seconds);
}

function isProblem(found: unknown): found is Problem {
  return typeof found === "object" && found !== null && "code" in found && "status" in found && Array.isArray((found as Problem).errors);
}
