// What the rules say against the contracts that are named, a line each; and places that are excused and found no more.
import { readFileSync } from "node:fs";
import core from "@stoplight/spectral-core";
import { PLACES, ruleset } from "./ruleset.mjs";

const spectral = new core.Spectral();
spectral.setRuleset(ruleset);
const used = new Set();
const excused = (rule, place) => {
  const found = PLACES.find(([name, where]) => name === rule && where.test(place));
  used.add(found);
  return found !== undefined;
};

for (const file of process.argv.slice(2)) {
  for (const { code, path, message } of await spectral.run(JSON.parse(readFileSync(file, "utf8")))) {
    const place = path[0] === "paths" ? `${path.slice(1).join("/")}/` : path.join("/");
    if (!excused(code, place)) {
      console.log(`${code} at ${place}: ${message}`);
    }
  }
}
for (const [rule, where] of PLACES.filter((place) => !used.has(place))) {
  console.log(`${rule} is excused at ${where}, where it finds nothing`);
}
