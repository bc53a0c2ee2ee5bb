// `read.mjs CALLER ORIGIN TOKEN` prints, as JSON, what a caller read.
import { pathToFileURL } from "node:url";

const [caller, origin, token] = process.argv.slice(2);
const { read } = await import(pathToFileURL(caller));
console.log(JSON.stringify(await read(origin, token)));
