import createClient from "openapi-fetch";
import type { components, paths } from "./review";

type Problem = components["schemas"]["Problem"];

/** What a call without an answer throws: the problem document (RFC 9457), whose `code` never changes. */
export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(`${problem.title}: ${problem.detail}`);
  }
}

/** The data of an answer, or the refusal in its place. */
function answered<Data>({ data, error }: { data?: Data; error?: Problem }): Data {
  if (data === undefined) throw error ? new Refused(error) : new Error("neither an answer nor a problem");
  return data;
}

/** New for each thing that a person means to do; sent again with a repetition of the same. */
const intent = () => ({ "Idempotency-Key": crypto.randomUUID() });
/** The version that the person has seen. */
const seen = ({ version }: { version: number }) => ({ "If-Match": `"${version}"` });

/** In a province the browser comes back from its sign-in with a token; the demo takes a name and a passphrase. */
export async function signIn(api: string, subject: string, passphrase: string): Promise<string> {
  const answer = await fetch(`${api}/identity/v1/demo/sign-in`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ subject, passphrase }),
  });
  const { access_token } = await answer.json();
  return access_token;
}

export const frontEnd = (api: string, token: string, language: "zh-CN" | "en" = "zh-CN") =>
  createClient<paths>({
    baseUrl: api,
    headers: { Authorization: `Bearer ${token}`, "Accept-Language": language },
  });
type FrontEnd = ReturnType<typeof frontEnd>;

/** The round with this code that takes applications now. */
export async function openRound(review: FrontEnd, code: string) {
  const page = answered(await review.GET("/review/v1/rounds", { params: { query: { state: ["open"], limit: 200 } } }));
  const round = page.items.find((each) => each.code === code);
  if (round === undefined) throw new Error(`no open round ${code}`);
  return round;
}

/** A file: announced, sent to the address that was told, and looked at. */
async function upload(review: FrontEnd, name: string, content: Uint8Array<ArrayBuffer>, organisation: string) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const place = answered(
    await review.POST("/review/v1/uploads", {
      params: { header: intent() },
      body: { name, media_type: "application/pdf", size: content.length, sha256, organisation_id: organisation },
    }),
  );
  await fetch(place.url, { method: place.method, body: content });
  return answered(
    await review.POST("/review/v1/uploads/{file_id}/complete", { params: { path: { file_id: place.id } } }),
  );
}

/** Draft, form, sealed paper: what it still lacks is read from each answer, and in the end nothing. */
export async function apply(review: FrontEnd, roundId: string, organisation: string, form: Record<string, unknown>) {
  const draft = answered(
    await review.POST("/review/v1/applications", {
      params: { header: intent() },
      body: { round_id: roundId, organisation_id: organisation },
    }),
  );
  const path = { application_id: draft.id };
  const filled = answered(
    await review.PATCH("/review/v1/applications/{application_id}", {
      params: { path, header: seen(draft) },
      body: { form },
    }),
  );
  const paper = await upload(review, "申报表.pdf", new TextEncoder().encode("%PDF-1.4\n申报表\n%%EOF\n"), organisation);
  const complete = answered(
    await review.POST("/review/v1/applications/{application_id}/materials", {
      params: { path, header: { ...intent(), ...seen(filled) } },
      body: { key: "application_form", file_id: paper.id },
    }),
  );
  const dossier = answered(
    await review.POST("/review/v1/applications/{application_id}/submissions", {
      params: { path, header: { ...intent(), ...seen(complete) } },
    }),
  );
  return { lacked: draft.faults.map((each) => each.pointer), lacks: complete.faults, stale: draft.version, dossier };
}

/** Where it stands, and what the applicant may do now. */
export async function follow(review: FrontEnd, applicationId: string) {
  const params = { path: { application_id: applicationId } };
  const application = answered(await review.GET("/review/v1/applications/{application_id}", { params }));
  const steps = answered(await review.GET("/review/v1/applications/{application_id}/actions", { params }));
  return { state: application.state, open: steps.actions.filter((each) => each.open).map((each) => each.action) };
}

/** Somebody with an old page in the browser: refused, and told so in the language of the page. */
export async function changeWhatIsOld(review: FrontEnd, applicationId: string, version: number): Promise<Problem> {
  const { error } = await review.PATCH("/review/v1/applications/{application_id}", {
    params: { path: { application_id: applicationId }, header: seen({ version }) },
    body: { form: { team_size: 9 } },
  });
  if (error === undefined) throw new Error("an old version was taken");
  return error;
}
