// `types.mjs CONTRACT FILE` writes the contract's types, each once.
import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";

const [contract, file] = process.argv.slice(2);
// What has a default need not be sent; of replies the contract itself says what is always there.
writeFileSync(file, astToString(await openapiTS(pathToFileURL(contract), { defaultNonNullable: false })));
