// The TypeScript client on real services, through a wire that can be cut. Prints one JSON object: what came of it.
import { createServer, request } from "node:http";
import { once } from "node:events";

const set = JSON.parse(process.env.CLIENT);
const { ClientCredentials, Refused, SignInNeeded, Throughline, Unreachable, isRefusalOf } = await import(set.client);

// --- A wire to a service: it writes down what passes, and can lose what comes back ---

async function wire(to) {
  const passed = [], open = new Set();
  const it = { passed, lose: 0, instead: [], down: false, cut: () => { for (const socket of open) socket.destroy(); } };
  const server = createServer((asked, answered) => {
    const call = { method: asked.method, path: asked.url, headers: asked.headers, status: 0 };
    passed.push(call);
    if (it.down) return asked.socket.destroy();
    const instead = it.instead.shift();
    if (instead) {
      call.status = instead.status;
      return answered.writeHead(instead.status, instead.headers).end(instead.body);
    }
    const onward = request(to + asked.url, { method: asked.method, headers: { ...asked.headers, host: new URL(to).host } }, (reply) => {
      call.status = reply.statusCode;
      if (it.lose > 0) {
        it.lose -= 1;
        // The service has done it and has answered; nobody hears.
        return reply.resume().on("end", () => asked.socket.destroy());
      }
      answered.writeHead(reply.statusCode, reply.headers);
      answered.flushHeaders();
      reply.pipe(answered);
      reply.on("error", () => answered.destroy());
    });
    onward.on("error", () => asked.socket.destroy());
    asked.socket.on("close", () => onward.destroy());
    asked.pipe(onward);
  });
  server.on("connection", (socket) => { open.add(socket); socket.on("close", () => open.delete(socket)); });
  await once(server.listen(0, "127.0.0.1"), "listening");
  it.address = `http://127.0.0.1:${server.address().port}`;
  it.since = (from) => passed.slice(from).map(({ method, status }) => `${method} ${status}`);
  return it;
}

const names = Object.keys(set.services);
const wires = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await wire(set.services[name])])));
const at = Object.fromEntries(names.map((name) => [name, wires[name].address]));

/** Counts its renewals, and takes its time: calls that come together then all hold the old token. */
class Counting extends ClientCredentials {
  renewed = 0;
  async token() { await new Promise(setImmediate); return super.token(); }
  async refresh() { this.renewed += 1; await super.refresh(); }
}

const auth = () => new Counting({ partners: set.services.partners, ...set.admin });
const patience = { firstWait: 0.01 };
const mine = auth(), it = new Throughline({ at, auth: mine, language: "en", patience });
const fault = (work) => Promise.resolve().then(work).then(() => null, (error) => error);
const school = (code) => ({ name: `School ${code}`, local_code: code });
const done = {};

/** Tokens of before are dead everywhere once a service says so. */
async function kill(token, service) {
  const basic = "Basic " + btoa(`${set.admin.id}:${set.admin.secret}`);
  await fetch(`${set.services.partners}/oauth/revoke`, { method: "POST", headers: { Authorization: basic }, body: new URLSearchParams({ token }) });
  while ((await fetch(`${set.services[service]}/v1/me`, { headers: { Authorization: `Bearer ${token}` } })).status !== 401);
}

// --- What was read is what is changed ---

const oak = await it.post("/partners/v1/schools", { body: school("A1") });
const named = await it.patch("/partners/v1/schools/{school_id}", { path: { school_id: oak.id }, seen: oak, body: { name: "Oak" } });
done.changed = [named.name, named.version];
const stale = await fault(() => it.patch("/partners/v1/schools/{school_id}", { path: { school_id: oak.id }, seen: oak, body: { name: "Elm" } }));
done.stale = [stale instanceof Refused, stale.status, stale.code, isRefusalOf(stale, "patch", "/partners/v1/schools/{school_id}")];
const [listed] = (await it.get("/partners/v1/schools", { query: { ids: [oak.id] } })).items;
done.of_a_list = (await it.patch("/partners/v1/schools/{school_id}", { path: { school_id: oak.id }, seen: listed, body: { name: "Ash" } })).name;
done.unseen = (await fault(() => it.patch("/partners/v1/schools/{school_id}", { path: { school_id: oak.id }, seen: {}, body: {} }))).name;
const read = await it.get("/partners/v1/schools/{school_id}", { path: { school_id: oak.id } });
done.kept = (await it.get("/partners/v1/schools/{school_id}", { path: { school_id: oak.id }, kept: read })) === read;
done.kept_passed = wires.partners.passed.at(-1).status;

// --- Refusals ---

const invalid = await fault(() => it.post("/partners/v1/schools", { body: { name: "", local_code: "B1" } }));
done.invalid = [invalid.code, typeof invalid.at("/name"), invalid.at("/local_code") ?? null, invalid.message === invalid.problem.detail];
const es = new Throughline({ at, auth: mine, language: "es", patience });
const invalido = await fault(() => es.post("/partners/v1/schools", { body: { name: "", local_code: "B1" } }));
done.in_spanish = invalido.at("/name") !== invalid.at("/name");
done.no_climbing = (await fault(() => it.get("/partners/v1/schools/{school_id}", { path: { school_id: ".." } }))).name;

// --- A reply that got lost ---

let from = wires.partners.passed.length;
wires.partners.lose = 1;
const made = await it.post("/partners/v1/schools", { body: school("C1") });
const sent = wires.partners.passed.slice(from);
done.lost_post = { tries: sent.length, keys: new Set(sent.map((call) => call.headers["idempotency-key"])).size, code: made.local_code };
from = wires.partners.passed.length;
wires.partners.lose = 1;
const unsure = await fault(() => it.patch("/partners/v1/schools/{school_id}", { path: { school_id: made.id }, seen: made, body: { name: "Once" } }));
done.lost_patch = [unsure instanceof Unreachable, wires.partners.passed.length - from];
from = wires.partners.passed.length;
wires.partners.lose = 9;
const never = await fault(() => it.post("/partners/v1/schools", { body: school("D1") }));
wires.partners.lose = 0;
done.bounded = [never.name, wires.partners.passed.length - from];
done.by_hand = (await it.post("/partners/v1/schools", { body: school("D1"), key: never.key })).local_code;
from = wires.partners.passed.length;
wires.partners.lose = 1;
const secret = await fault(() => it.post("/partners/v1/clients", { body: { name: "Once", scopes: ["directory:read"] } }));
done.unkeyed = [secret.name, wires.partners.since(from), wires.partners.passed.at(-1).headers["idempotency-key"] ?? null];

// --- A busy service, and something on the way that answers instead ---

const busy = (status, after, body = "") => ({
  status, headers: { "Retry-After": after, ...(body && { "Content-Type": "application/problem+json" }) }, body,
});
const unavailable = JSON.stringify({
  type: "about:blank", title: "Busy", status: 503, detail: "Later.", code: "unavailable", correlation_id: "c", diagnosis: "", errors: [],
});
from = wires.partners.passed.length;
wires.partners.instead = [busy(503, "0", unavailable), busy(502, "0")];
done.after_503 = [(await it.get("/partners/v1/district")).name === set.district, wires.partners.since(from)];
wires.partners.instead = [busy(503, "3600", unavailable)];
const long = await fault(() => it.get("/partners/v1/district"));
done.too_long = [long.code, long.retryAfter];
from = wires.partners.passed.length;
wires.partners.instead = [busy(502, "0")];
const gateway = await fault(() => it.delete("/partners/v1/clients/{client_id}", { path: { client_id: oak.id } }));
done.no_answer_of_ours = [gateway.name, gateway.status, wires.partners.passed.length - from];
wires.partners.instead = [busy(503, "30", unavailable)];
const ending = new AbortController(), aborted = fault(() => it.get("/partners/v1/district", { signal: ending.signal }));
while (wires.partners.instead.length) await new Promise(setImmediate);
ending.abort();
done.aborted = (await aborted).name;

from = wires.partners.passed.length;
wires.partners.instead = [busy(503, "0", unavailable)];
const unsigned = new Throughline({ at, auth: new ClientCredentials({ partners: at.partners, ...set.admin }), patience });
const unrenewed = await fault(() => unsigned.get("/partners/v1/district"));
done.no_token_now = [unrenewed.name, unrenewed.status, (await unsigned.get("/partners/v1/district")).name === set.district];

// --- Too many calls: a process of partners that lets a client make few a minute ---

const limited = await wire(set.limited), few = new Throughline({ at: { ...at, partners: limited.address }, auth: mine });
const impatient = new Throughline({ at: { ...at, partners: limited.address }, auth: mine, patience: { longestWait: 0 } });
let refused = null;
while (!refused) refused = await fault(() => impatient.get("/partners/v1/district"));
done.limited = [refused.code, refused.retryAfter >= 1];
from = limited.passed.length;
done.waited = [(await few.get("/partners/v1/district")).name === set.district, limited.passed.length - from > 1, limited.passed.at(-1).status];

// --- A token that ends midway ---

const once_ = mine.renewed;
await kill(await mine.token(), "partners");
const all = await Promise.all(Array.from({ length: 12 }, () => it.get("/partners/v1/me")));
done.renewed = [all.length, mine.renewed - once_];
let asked = 0;
const nobody = new Throughline({ at, auth: { token: () => "no.token.atall", refresh: async () => { asked += 1; } } });
const out = await fault(() => nobody.get("/partners/v1/me"));
done.not_let_in = [out instanceof SignInNeeded, out.code, asked];

// --- Lists, texts, files ---

for (const code of ["E1", "E2", "E3"]) await it.post("/partners/v1/schools", { body: school(code) });
from = wires.partners.passed.length;
const codes = [];
for await (const row of it.all("/partners/v1/schools", { query: { limit: 2 } })) codes.push(row.local_code);
done.all = codes.sort();
done.pages = wires.partners.passed.length - from;
from = wires.partners.passed.length;
for await (const page of it.pages("/partners/v1/schools", { query: { limit: 2 } })) { done.first_page = page.items.length; break; }
done.pages_asked_for = wires.partners.passed.length - from;

const words = await it.texts("scheduling");
done.texts = [words.enums.TaskState.done.length > 0, (await it.texts("scheduling")) === words, wires.scheduling.since(-2)];
done.spanish_texts = (await it.texts("scheduling", "es")).enums.TaskState.done !== words.enums.TaskState.done;

const plan = await it.post("/scheduling/v1/plans", { body: set.plan });
const file = await it.download("/scheduling/v1/plans/{plan_id}/export", { path: { plan_id: plan.id }, accept: "application/yaml" });
done.downloaded = [file.name, (await file.blob.text()).includes(set.plan.title)];
const again = await it.post("/scheduling/v1/plan-imports", { body: file.blob });
done.uploaded = again.title;

// --- The stream: cut, missed, told; then its token dies ---

const seen = [], waiting = [], place = { last: null }, leaving = new AbortController(), lights = [];
const until = (is) => new Promise((found) => { const late = seen.find(is); late ? found(late) : waiting.push([is, found]); });
const reading = (async () => {
  for await (const event of it.stream({ signal: leaving.signal, place, live: (on) => lights.push(on) })) {
    seen.push(event);
    for (const [is, found] of waiting) if (is(event)) found(event);
  }
})();
const barrier = async (title) => (await it.post("/scheduling/v1/barriers", { body: { title, category: "other", school_ids: [oak.id] } })).id;
const told = (id) => until(({ event, data }) => event === "scheduling.barrier.raised.v1" && data.barrier_id === id);
const ready = (number) => until(() => seen.filter(({ event }) => event === "ready").length >= number);

await ready(1);
await told(await barrier("First"));
wires.notifications.down = true;
wires.notifications.cut();
const missed = await barrier("Missed");
wires.notifications.down = false;
await told(missed);
await ready(2);
const before = mine.renewed;
await kill(await mine.token(), "notifications");
await ready(3);
await told(await barrier("Afterwards"));
const resumed = seen.filter(({ event }) => event === "ready").map(({ data }) => data.resumed);
done.stream = { resumed, expired: seen.some(({ event }) => event === "expired"), renewed: mine.renewed - before };
done.each_once = new Set(seen.filter(({ id }) => id).map(({ id, event }) => `${event} ${id}`)).size === seen.filter(({ id }) => id).length;
place.last = "nonsense";
wires.notifications.cut();
done.begun_anew = (await until(({ event, data }) => event === "ready" && !data.resumed && seen.filter((one) => one.event === "ready").length > 3)).data.resumed;
leaving.abort();
await reading;
done.lights = [lights[0], lights.at(-1)];

console.log(JSON.stringify(done));
process.exit(0);
