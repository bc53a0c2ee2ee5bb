// A headless Chromium over its DevTools protocol.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

export async function until(found, what) {
  for (const end = Date.now() + 120_000; Date.now() < end; ) {
    const value = await found();
    if (value) return value;
    await new Promise((go) => setTimeout(go, 50));
  }
  throw new Error(`never: ${what}`);
}

export async function launch({ chromium, profile }) {
  const browser = spawn(chromium, [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--remote-debugging-port=0", "--lang=en-US",
    `--user-data-dir=${profile}`, "about:blank",
  ], { stdio: "ignore" });
  process.on("exit", () => browser.kill("SIGKILL"));
  const said = `${profile}/DevToolsActivePort`;
  return until(() => existsSync(said) && readFileSync(said, "utf8").split("\n")[0], "the browser");
}

export class Tab {
  /** A tab that goes to `address`; `before` runs in each page ahead of its own scripts. */
  static async open(port, address, before = "") {
    const made = await (await fetch(`http://127.0.0.1:${port}/json/new?about:blank`, { method: "PUT" })).json();
    const tab = new Tab();
    tab.socket = new WebSocket(made.webSocketDebuggerUrl);
    tab.waiting = new Map();
    tab.errors = [];
    tab.requests = [];
    await new Promise((ready) => { tab.socket.onopen = ready; });
    tab.socket.onmessage = ({ data }) => {
      const said = JSON.parse(data);
      if (said.method === "Runtime.exceptionThrown") tab.errors.push(said.params.exceptionDetails.exception?.description ?? said.params.exceptionDetails.text);
      if (said.method === "Network.requestWillBeSent") tab.requests.push(said.params.request.url);
      tab.waiting.get(said.id)?.(said);
    };
    for (const domain of ["Runtime", "Page", "Network"]) await tab.ask(`${domain}.enable`);
    if (before) await tab.ask("Page.addScriptToEvaluateOnNewDocument", { source: before });
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
