// `run.mjs CALLER ORIGIN` prints, as JSON, the codes of the refusals that a caller read.
import { pathToFileURL } from "node:url";

const [caller, origin] = process.argv.slice(2);
const { patches } = await import(pathToFileURL(caller));
console.log(JSON.stringify(await patches(origin)));
