// `parts.mjs DIST` prints, as JSON, what parts of the client make of what no service of ours sends today, but others on the way may.
const dist = process.argv[2];
const { heard } = await import(`${dist}/events.js`);
const { waitOf } = await import(`${dist}/refusals.js`);
const { matching } = await import(`${dist}/versions.js`);
const { Bearers, SignInNeeded } = await import(`${dist}/auth.js`);
const { pages } = await import(`${dist}/paging.js`);
const said = {};

async function events(text, size) {
  async function* cut() { for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size); }
  const found = [];
  for await (const { id, event, data, retry } of heard(cut())) found.push([id, event, data, retry]);
  return JSON.stringify(found);
}

const text = ": still here\n\nretry: 2000\n\nid: 7\nevent: a\ndata: {\ndata: }\n\nevent:b\ndata: c: d\n\nid: 8\nevent: unfinished\ndata: 1\n";
const ways = new Set();
for (const ended of [text, text.replaceAll("\n", "\r\n"), text.replaceAll("\n", "\r")]) {
  for (let size = 1; size <= ended.length; size++) ways.add(await events(ended, size));
}
said.events = [...ways].map((one) => JSON.parse(one));

const after = (value) => waitOf(new Response("", value === null ? {} : { headers: { "Retry-After": value } }), Date.parse("2026-11-30T12:00:00Z"));
said.waits = [null, "3", "Mon, 30 Nov 2026 12:00:30 GMT", "Mon, 30 Nov 2026 11:00:00 GMT", "soon"].map(after);
said.matching = [matching({ version: 3 }), matching('"3-x"')];

let asked = 0;
const over = new Bearers({ token: () => "old", refresh: async () => { asked += 1; throw new SignInNeeded("session_missing"); } });
const ended = await Promise.allSettled(Array.from({ length: 5 }, () => over.instead("old")));
said.over = [[...new Set(ended.map(({ reason }) => reason?.code))], asked];

said.circle = await (async () => { for await (const _ of pages(async () => ({ items: [], next_cursor: "same" }))); })().then(() => "ended", (error) => error.message);
console.log(JSON.stringify(said));
