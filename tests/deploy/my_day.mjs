// Drives the example page in a headless Chromium over its DevTools protocol. Prints one JSON object: what was seen.
import { readFileSync } from "node:fs";
import { launch, Tab } from "../browsing/browser.mjs";

const set = JSON.parse(process.env.MY_DAY);
const port = await launch(set);

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
const tab = await Tab.open(port, address);
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
const other = await Tab.open(port, set.page);
await signIn(other, "");
await other.until(`${button}.length === ${before - 1}`);
await other.see(`${button}[0].click()`);
await tab.until(`${button}.length === ${before - 2}`);
done.heard = true;
done.errors = [...tab.errors, ...other.errors];
console.log(JSON.stringify(done));
process.exit(0);
