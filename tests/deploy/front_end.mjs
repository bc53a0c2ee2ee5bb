// Somebody with a browser, the TypeScript client in its pages, and a back end with the code of docs/guides/front-end.md. Prints one JSON object: what came of it.
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";

const set = JSON.parse(process.env.FRONT_END);
const from = (name) => import(pathToFileURL(`${set.folder}/${name}`).href);
const outside = globalThis.fetch;

// A cookie jar for each origin, and a walk along redirects and the provider's forms.
const jars = {};
const jar = (address) => (jars[new URL(address).origin] ??= new Map());

async function visit(address, init = {}) {
  const cookie = [...jar(address)].map(([name, value]) => `${name}=${value}`).join("; ");
  const reply = await outside(address, { ...init, redirect: "manual", headers: { ...init.headers, ...(cookie && { cookie }) } });
  for (const line of reply.headers.getSetCookie()) {
    const [, name, value] = line.match(/^([^=]+)=([^;]*)/);
    if (/max-age=0|expires=thu, 01 jan 1970/i.test(line)) jar(address).delete(name);
    else jar(address).set(name, value);
  }
  return reply;
}

async function walk(address, username) {
  let init = {};
  for (let hops = 0; hops < 20; hops++) {
    if (address.startsWith(set.origin)) return address;
    const reply = await visit(address, init);
    init = {};
    if (reply.headers.has("location")) { address = new URL(reply.headers.get("location"), address).href; continue; }
    const page = await reply.text(), form = page.match(/<form[^>]*>/)?.[0];
    if (!form) throw new Error(`${reply.status} at ${address}: ${page.slice(0, 300)}`);
    const hidden = [...page.matchAll(/<input[^>]* name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]);
    init = { method: "POST", body: new URLSearchParams({ username: username ?? "", logout: "yes", ...Object.fromEntries(hidden) }) };
    address = form.match(/action="([^"]+)"/)?.[1] ?? address;
  }
  throw new Error("too many redirects");
}

// What a browser does by itself: cookies where they are asked for, and the page's origin.
globalThis.fetch = (address, init = {}) => {
  const headers = { ...init.headers, Origin: set.origin };
  return init.credentials === "include" ? visit(address, { ...init, headers }) : outside(address, { ...init, headers });
};

const kept = new Map();
const store = { setItem: (name, value) => kept.set(name, value), getItem: (name) => kept.get(name) ?? null, removeItem: (name) => kept.delete(name) };
const refusal = (work) => Promise.resolve().then(work).then(() => null, (error) => error.code ?? error.message);

const { Session, SignIn, Throughline } = await import(set.client);
const { exchange, renew } = await from("exchange.mjs");
const { endedSession } = await from("logout.mjs");
const done = {};
const by = (auth) => new Throughline({ at: set.services, auth });

const told = [];
createServer(async (request, response) => {
  let sent = "";
  for await (const block of request) sent += block;
  const token = new URLSearchParams(sent).get("logout_token");
  told.push(await endedSession(token, { partners: set.partners, clientId: set.page }).catch((error) => error.message));
  response.end();
}).listen(set.told_at, "127.0.0.1");

// A
const page = () => new SignIn({ partners: set.partners, clientId: set.page, redirectUri: set.redirect_uri, store });
const signIn = page();
const arrived = await walk(await signIn.begin("/plans"), "dana");
done.returned_to = await signIn.finish(arrived);
done.answer_again = await refusal(() => signIn.finish(arrived));
done.district = (await by(signIn).get("/partners/v1/district")).name;
const [first] = [await signIn.token(), await Promise.all([signIn.refresh(), signIn.refresh()])];
done.refreshed = first !== (await signIn.token());
done.refused = await refusal(() => by(signIn).post("/partners/v1/applications", { body: { name: "x" } }));
for await (const { event, data } of by(signIn).stream()) if (event === "ready") { done.ready = data.resumed; break; }
const again = page();
done.without_asking = await again.finish(await walk(await again.begin("/again", { prompt: "none" }), "nobody"));
const sid = JSON.parse(Buffer.from((await signIn.token()).split(".")[1], "base64url")).sid;
const bearer = await signIn.token();
done.afterwards = await walk(signIn.signOut(set.afterwards));
done.signed_out = await refusal(() => signIn.token());
await new Promise((go) => setTimeout(go, 1500));             // a second is what partners may take
done.dead = (await outside(`${set.partners}/v1/district`, { headers: { Authorization: `Bearer ${bearer}` } })).status;
const unknown = page();
done.stranger = await refusal(async () => unknown.finish(await walk(await unknown.begin("/"), "stranger")));
for (let waits = 0; !told.includes(sid) && waits < 100; waits++) await new Promise((go) => setTimeout(go, 100));
done.told = told.includes(sid);

// B
const session = new Session(set.partners);
done.nobody = await refusal(() => session.who());
const begun = new SignIn({ partners: set.partners, clientId: set.cookie_page, redirectUri: set.redirect_uri, store });
begun.answer(await walk(await begun.begin("/", { prompt: "login" }), "dana"));
done.roles = (await session.who()).roles.map(({ role }) => role);
done.by_cookie = (await by(session).get("/partners/v1/district")).name;
await session.signOut();
done.cookie_gone = await refusal(() => session.token());

// C
const client = { partners: set.partners, id: set.back_end.id, secret: set.back_end.secret };
const tokens = await exchange(client, set.id_token);
done.exchanged = tokens.token_type;
const renewed = await renew(client, tokens.refresh_token);
done.renewed = renewed.refresh_token !== tokens.refresh_token;
done.reused = await refusal(() => renew(client, tokens.refresh_token));
done.after_reuse = await refusal(() => renew(client, renewed.refresh_token));

console.log(JSON.stringify(done));
process.exit(0);
