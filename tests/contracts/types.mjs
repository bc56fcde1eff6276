// Types of every contract that is named: that of `services/identity` becomes `identity.ts` in the current folder.
import { writeFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { pathToFileURL } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";

for (const contract of process.argv.slice(2)) {
  writeFileSync(`${basename(dirname(contract))}.ts`, astToString(await openapiTS(pathToFileURL(contract))));
}
