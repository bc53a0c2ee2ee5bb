// Opens pages one after another and says what was seen of each: one JSON list.
import { readFileSync, writeFileSync } from "node:fs";
import { launch, Tab } from "./browser.mjs";

const set = JSON.parse(process.env.LOOK);
const port = await launch(set);
const NOTE = `window.refused = []; addEventListener("securitypolicyviolation", (said) => refused.push(said.violatedDirective + " " + said.blockedURI));`;
const axe = readFileSync(set.axe, "utf8");
const found = [];
for (const page of set.pages) {
  const tab = await Tab.open(port, page.address, NOTE);
  await tab.until(page.until ?? `document.readyState === "complete" && location.href !== "about:blank"`)
    .catch(async (never) => { throw new Error(`${never.message}\n${tab.errors.join("\n")}\n${await tab.see("document.body.innerText + refused.join()")}`); });
  const seen = { value: page.see ? await tab.see(page.see) : null, refused: await tab.see("refused"), requests: tab.requests };
  if (page.axe) {
    await tab.see(axe);
    const said = await tab.see(`axe.run().then(({ violations, passes }) => ({ passes: passes.length,
      violations: violations.map(({ id, impact, nodes }) => impact + " " + id + ": " + nodes.map(({ html }) => html).join(" ")) }))`);
    Object.assign(seen, said);
  }
  if (page.pdf) {
    const printed = await tab.ask("Page.printToPDF", { preferCSSPageSize: true, ...page.paper });
    writeFileSync(page.pdf, Buffer.from(printed.data, "base64"));
  }
  if (page.picture) writeFileSync(page.picture, Buffer.from((await tab.ask("Page.captureScreenshot")).data, "base64"));
  found.push({ ...seen, errors: tab.errors });
}
console.log(JSON.stringify(found));
process.exit(0);
