// Plays apply.ts, as tsc has compiled it, for the person in scene.json; what came of it goes to standard output.
import { readFileSync } from "node:fs";
import { Refused, apply, changeWhatIsOld, follow, frontEnd, openRound, signIn } from "./out/apply.js";

const { api, subject, passphrase, organisation, round, form } = JSON.parse(readFileSync("scene.json", "utf8"));
const token = await signIn(api, subject, passphrase);
const review = frontEnd(api, token);
const found = await openRound(review, round);
const applied = await apply(review, found.id, organisation, form);
const application = applied.dossier.application_id;
const problem = await changeWhatIsOld(review, application, applied.stale);
const inEnglish = await changeWhatIsOld(frontEnd(api, token, "en"), application, applied.stale);
const again = await apply(review, found.id, organisation, form).catch((refused) => refused);
console.log(
  JSON.stringify({
    lacked: applied.lacked,
    lacks: applied.lacks,
    sequence: applied.dossier.sequence,
    followed: await follow(review, application),
    problem,
    inEnglish,
    again: again instanceof Refused ? again.problem.code : "applied twice",
  }),
);
