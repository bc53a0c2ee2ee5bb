// A whole small front end: signs in, shows my day, completes a task before the service has answered, hears what others do.
// It runs against `make sandbox`. For your own district change the four addresses and register an application.
const PARTNERS = "http://127.0.0.1:8001", SCHEDULING = "http://127.0.0.1:8002", NOTIFICATIONS = "http://127.0.0.1:8004";
const REDIRECT_URI = `${location.origin}/`;
const LISTS = {
  overdue: "Overdue", due_today: "Due today", due_soon: "Due soon", in_progress: "In progress", blocked: "Blocked",
  waiting_for_you: "Waiting for you", mentioned: "You are mentioned",
};
const $ = (id) => document.getElementById(id);
const say = (text) => { $("said").textContent = text; };

// --- Signing in: authorisation code with PKCE; tokens live in this page's memory and nowhere else ---

const asked = new URL(location.href).searchParams;
// No secret: it says which application this is. The sandbox prints it.
if (asked.has("client_id")) localStorage.setItem("client_id", asked.get("client_id"));
const clientId = localStorage.getItem("client_id");
let tokens = null, refreshing = null, language = "en";

const base64url = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

async function begin(more = {}) {
  const state = random(), verifier = random();
  const challenge = base64url(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier))));
  sessionStorage.setItem(state, verifier);
  location.assign(`${PARTNERS}/oauth/authorize?` + new URLSearchParams({
    response_type: "code", client_id: clientId, redirect_uri: REDIRECT_URI, state,
    code_challenge: challenge, code_challenge_method: "S256", ...more,
  }));
}

/** Back from partners: was it our question, and what is the answer? */
async function finish() {
  const verifier = sessionStorage.getItem(asked.get("state"));
  sessionStorage.removeItem(asked.get("state"));
  history.replaceState(null, "", "/");
  if (!verifier || asked.get("iss") !== PARTNERS) return say("That was no sign-in of this page. Please try again.");
  if (asked.has("error")) return say(asked.get("error") === "login_required" ? "" : `You cannot sign in here (${asked.get("error_description")}).`);
  await token({ grant_type: "authorization_code", code: asked.get("code"), redirect_uri: REDIRECT_URI, code_verifier: verifier });
}

async function token(form) {
  const reply = await fetch(`${PARTNERS}/oauth/token`, { method: "POST", body: new URLSearchParams({ client_id: clientId, ...form }) });
  if (!reply.ok) { tokens = null; throw new Error("Please sign in again."); }
  const got = await reply.json();
  tokens = { ...got, until: Date.now() + got.expires_in * 1000 };
  sessionStorage.setItem("signed_in", "yes");
}

/** A token that lives long enough for the next call. A refresh token is good once, so there is one refresh at a time. */
async function bearer(anew = false) {
  if (anew || tokens.until - Date.now() < 30_000) {
    refreshing ??= token({ grant_type: "refresh_token", refresh_token: tokens.refresh_token }).finally(() => { refreshing = null; });
    await refreshing;
  }
  return `Bearer ${tokens.access_token}`;
}

function signOut() {
  const { sid } = JSON.parse(atob(tokens.access_token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/")));
  sessionStorage.clear();
  location.assign(`${PARTNERS}/oauth/logout?` + new URLSearchParams({ logout_hint: sid, post_logout_redirect_uri: REDIRECT_URI }));
}

/** One call. What is refused is thrown as the problem document the service sent: its `detail` is for people. */
async function call(address, { method = "GET", body, headers = {} } = {}, again = true) {
  const reply = await fetch(address, {
    method, body: body && JSON.stringify(body),
    headers: { ...(body && { "Content-Type": "application/json" }), ...headers, Authorization: await bearer() },
  });
  if (reply.ok) return reply.json();
  if (reply.status === 401 && again) { await bearer(true); return call(address, { method, body, headers }, false); }
  throw await reply.json();
}

// --- My day ---

/** "2026-12-11" is a day, not a moment: new Date("2026-12-11") would be the evening before, west of Greenwich. */
function day(text) {
  const [year, month, date] = text.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1, date)).toLocaleDateString(language, { timeZone: "UTC", weekday: "short", month: "long", day: "numeric" });
}

const element = (name, text = "", attributes = {}) => Object.assign(document.createElement(name), { textContent: text, ...attributes });

function card(task, late) {
  const item = element("li");
  item.append(element("p", task.title), element("p", `${task.school?.name ?? "The district"}, due ${day(task.due_on)}`, { className: late ? "late" : "" }));
  item.append(element("p", task.because));
  if (task.may.includes("complete")) {                     // only what this person may do to this task now
    const button = element("button", "Complete", { type: "button", ariaLabel: `Complete: ${task.title}` });
    button.addEventListener("click", () => complete(task, item));
    item.append(button);
  }
  return item;
}

async function show() {
  const mine = await call(`${SCHEDULING}/v1/my-day`), parts = [];
  for (const [name, title] of Object.entries(LISTS)) {
    if (!mine[name].length) continue;
    const list = element("ul");
    list.append(...mine[name].map((task) => card(task, name === "overdue")));
    parts.push(element("h2", `${title} (${mine[name].length})`), list);
  }
  $("day").replaceChildren(...(parts.length ? parts : [element("p", "Nothing is waiting for you.")]));
}

/** The task goes at once; if the service says no, it is back with the reason. */
async function complete(task, shown) {
  const list = shown.parentElement, next = shown.nextSibling;
  shown.remove();
  $("day").focus();
  say(`Done: ${task.title}`);
  const sent = {
    method: "POST", body: { note: "Completed from my day." },
    // If somebody has changed it since it was shown, nothing happens. The key makes a repeated click one act.
    headers: { "If-Match": `"${task.version}"`, "Idempotency-Key": crypto.randomUUID() },
  };
  try {
    await call(`${SCHEDULING}/v1/tasks/${task.id}/complete`, sent);
  } catch (problem) {
    list.insertBefore(shown, next);
    say(problem.code === "stale" ? `Somebody changed it meanwhile, look again: ${task.title}` : `Not done: ${problem.detail ?? problem.message}`);
  }
  await show();
}

// --- What others do: the live stream ---

async function listen() {
  for (let last = null, wait = 1; tokens; wait = Math.min(wait * 2, 30)) {
    try {
      const reply = await fetch(`${NOTIFICATIONS}/v1/stream`, { headers: { Authorization: await bearer(), ...(last && { "Last-Event-ID": last }) } });
      if (reply.status === 400) last = null;               // too old to go on from: begin anew
      if (reply.status === 401) await bearer(true);
      if (!reply.ok) throw new Error(`the stream answers ${reply.status}`);
      const text = reply.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let rest = "", piece; !(piece = await text.read()).done; ) {
        const events = (rest + piece.value).split("\n\n");
        rest = events.pop();
        for (const event of events) {
          last = event.match(/^id: (.*)$/m)?.[1] ?? last;
          const kind = event.match(/^event: (.*)$/m)?.[1] ?? "";
          if (kind === "ready") { wait = 1; document.body.dataset.live = "yes"; }
          if (kind.startsWith("scheduling.") || kind === "reset") await show();   // events hold ids: read what you show
        }
      }
    } catch (error) { console.info(error.message); }
    document.body.dataset.live = "no";
    await new Promise((done) => setTimeout(done, wait * 1000));
  }
}

if (asked.has("state")) await finish().catch((error) => say(error.message));
else if (sessionStorage.getItem("signed_in")) { sessionStorage.clear(); await begin({ prompt: "none" }); }   // after a reload
$("sign").hidden = false;
if (!clientId) say("Open this page once with ?client_id=…, as `make sandbox` prints it.");
if (tokens) {
  const me = await call(`${PARTNERS}/v1/me`);
  language = document.documentElement.lang = me.language ?? "en";
  $("who").textContent = `${me.person.name}, ${me.district.name}`;
  Object.assign($("sign"), { textContent: "Sign out", onclick: signOut });
  await show();
  listen();
} else $("sign").onclick = () => begin();
