// Drives the example page in a headless Chromium over its DevTools protocol. Prints one JSON object: what was seen.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

const set = JSON.parse(process.env.MY_DAY);
const browser = spawn(set.chromium, [
  "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--remote-debugging-port=0", "--lang=en-US",
  `--user-data-dir=${set.profile}`, "about:blank",
], { stdio: "ignore" });
process.on("exit", () => browser.kill("SIGKILL"));

async function until(found, what) {
  for (const end = Date.now() + 120_000; Date.now() < end; ) {
    const value = await found();
    if (value) return value;
    await new Promise((go) => setTimeout(go, 50));
  }
  throw new Error(`never: ${what}`);
}

const port = await until(() => existsSync(`${set.profile}/DevToolsActivePort`) && readFileSync(`${set.profile}/DevToolsActivePort`, "utf8").split("\n")[0], "the browser");

class Tab {
  static async open(address) {
    const made = await (await fetch(`http://127.0.0.1:${port}/json/new?about:blank`, { method: "PUT" })).json();
    const tab = new Tab();
    tab.socket = new WebSocket(made.webSocketDebuggerUrl);
    tab.waiting = new Map();
    tab.errors = [];
    await new Promise((ready) => { tab.socket.onopen = ready; });
    tab.socket.onmessage = ({ data }) => {
      const said = JSON.parse(data);
      if (said.method === "Runtime.exceptionThrown") tab.errors.push(said.params.exceptionDetails.exception?.description ?? said.params.exceptionDetails.text);
      tab.waiting.get(said.id)?.(said);
    };
    await tab.ask("Runtime.enable");
    await tab.ask("Page.enable");
    await tab.ask("Page.navigate", { url: address });
    return tab;
  }

  async ask(method, params = {}) {
    const id = this.waiting.size + 1;
    const said = await new Promise((done) => { this.waiting.set(id, done); this.socket.send(JSON.stringify({ id, method, params })); });
    if (said.error) throw new Error(`${method}: ${said.error.message}`);
    return said.result;
  }

  /** What an expression is in the page; undefined while the page is on its way to another. */
  async see(expression) {
    const { result, exceptionDetails } = await this.ask("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true })
      .catch(() => ({ result: {} }));
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  until(expression) { return until(() => this.see(expression), expression); }
}

const button = `[...document.querySelectorAll("main button")]`;
const signIn = async (tab, username) => {
  await tab.until(`document.querySelector("#sign")?.textContent === "Sign in" && !document.querySelector("#sign").hidden && !!document.querySelector("#sign").onclick`);
  await tab.see(`document.querySelector("#sign").click()`);
  if (username) {
    await tab.until(`!!document.querySelector("input[name=username]")`);
    await tab.see(`document.querySelector("input[name=username]").value = ${JSON.stringify(username)}; document.querySelector("form").submit()`);
  }
  await tab.until(`document.querySelectorAll("main h2").length > 0`);
};

const done = {};
const address = `${set.page}/?client_id=${set.client_id}`;
const tab = await Tab.open(address);
await signIn(tab, set.username);
done.who = await tab.see(`document.querySelector("#who").textContent`);
done.lists = await tab.see(`[...document.querySelectorAll("main h2")].map((head) => head.textContent)`);
done.address = await tab.see("location.href");
await tab.until(`document.body.dataset.live === "yes"`);

await tab.see(readFileSync(set.axe, "utf8"));
done.violations = await tab.see(`axe.run().then(({ violations }) => violations.filter(({ impact }) => ["serious", "critical"].includes(impact))
  .map(({ id, nodes }) => id + ": " + nodes.map(({ html }) => html).join(" ")))`);
done.rules_passed = await tab.see(`axe.run().then(({ passes }) => passes.length)`);
const picture = await tab.ask("Page.captureScreenshot");
if (set.picture) (await import("node:fs")).writeFileSync(set.picture, Buffer.from(picture.data, "base64"));

// It goes in the same breath as the click, before any service could have answered; then the service has it too.
const before = await tab.see(`${button}.length`);
done.optimistic = await tab.see(`(() => { const [first] = ${button}; first.click(); return !first.isConnected; })()`);
done.said = await tab.see(`document.querySelector("#said").textContent`);
await tab.until(`${button}.length === ${before - 1}`);

// Another tab of the same person completes one more; this one hears of it.
const other = await Tab.open(set.page);
await signIn(other, "");
await other.until(`${button}.length === ${before - 1}`);
await other.see(`${button}[0].click()`);
await tab.until(`${button}.length === ${before - 2}`);
done.heard = true;
done.errors = [...tab.errors, ...other.errors];
console.log(JSON.stringify(done));
process.exit(0);
