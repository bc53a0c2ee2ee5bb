// TypeScript of contracts: `generate.mjs FOLDER CONTRACT…` writes types into FOLDER/openapi_fetch, whole clients into FOLDER/hey_api.
import { mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { createClient } from "@hey-api/openapi-ts";
import openapiTS, { astToString } from "openapi-typescript";

const [folder, ...contracts] = process.argv.slice(2);
const named = contracts.map((path) => [basename(path, ".json"), path]);

mkdirSync(join(folder, "openapi_fetch"), { recursive: true });
for (const [service, path] of named) {
  const types = astToString(await openapiTS(pathToFileURL(path)));
  writeFileSync(join(folder, "openapi_fetch", `${service}.ts`), types);
}

await createClient(
  named.map(([service, path]) => ({
    input: path,
    // Node runs TypeScript as it stands if imports name their files.
    output: { path: join(folder, "hey_api", service), module: { extension: ".ts" } },
    plugins: ["@hey-api/client-fetch", "@hey-api/typescript", "@hey-api/sdk"],
    logs: { level: "warn", file: false },
  })),
);
