/** A service refused: `code` is for programs, `message` (its `detail`) for people, `errors` point into the body. */
export class Refused extends Error {
    problem;
    retryAfter;
    name = "Refused";
    status;
    code;
    title;
    diagnosis;
    /** Quote it when you report something: by it district IT finds the call. */
    correlationId;
    errors;
    constructor(problem, retryAfter = null) {
        super(problem.detail || problem.title);
        this.problem = problem;
        this.retryAfter = retryAfter;
        this.status = problem.status;
        this.code = problem.code;
        this.title = problem.title;
        this.diagnosis = problem.diagnosis;
        this.correlationId = problem.correlation_id;
        this.errors = problem.errors;
    }
    /** What is wrong with a field, in words: `refused.at("/name")`; undefined where nothing is. */
    at(pointer) {
        return this.errors.find((fault) => fault.pointer === pointer)?.detail;
    }
}
/** No answer of ours came: the network, or something on the way. Whether the call was done, nobody can say. */
export class Unreachable extends Error {
    key;
    status;
    name = "Unreachable";
    /** With `key`, the same call may be sent again by hand: it is done once. `status` is of whoever answered instead. */
    constructor(key, status, cause) {
        super(status === null ? "The service cannot be reached." : `Something on the way answers ${status}.`, { cause });
        this.key = key;
        this.status = status;
    }
}
/** Is this a refusal of that call? Then a `switch` over its `code` is complete. */
export function isRefusalOf(error, _method, _path) {
    return error instanceof Refused;
}
/** The refusal a reply is, or null where no service of ours wrote it. */
export async function refusalIn(reply) {
    if (!reply.headers.get("Content-Type")?.startsWith("application/problem+json"))
        return null;
    const problem = await reply.json().catch(() => null);
    return isProblem(problem) ? new Refused(problem, waitOf(reply)) : null;
}
/** `Retry-After` in seconds: services send seconds, proxies may send a date (RFC 9110, 10.2.3). */
export function waitOf(reply, now = Date.now()) {
    const said = reply.headers.get("Retry-After");
    if (said === null)
        return null;
    const seconds = /^\d+$/.test(said) ? Number(said) : (Date.parse(said) - now) / 1000;
    return Number.isNaN(seconds) ? null : Math.max(0, seconds);
}
function isProblem(found) {
    return typeof found === "object" && found !== null && "code" in found && "status" in found && Array.isArray(found.errors);
}
