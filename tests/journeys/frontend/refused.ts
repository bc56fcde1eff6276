// What the contract does not allow does not compile: tsc complains about each of these that it would take.
import { frontEnd } from "./apply";

const review = frontEnd("", "");
const path = { application_id: "" };
// @ts-expect-error: no such path
void review.GET("/review/v1/nowhere");
// @ts-expect-error: whoever changes something says which version was seen
void review.PATCH("/review/v1/applications/{application_id}", { params: { path }, body: { form: {} } });
// @ts-expect-error: whoever makes something gives a key
void review.POST("/review/v1/applications", { body: { round_id: "", organisation_id: "" } });
// @ts-expect-error: no such state
void review.GET("/review/v1/rounds", { params: { query: { state: ["ajar"] } } });
void review.GET("/review/v1/applications/{application_id}", { params: { path } }).then(({ data, error }) => {
  // @ts-expect-error: an answer may be a refusal
  void data.state;
  // @ts-expect-error: no such member of a problem
  void error?.reason;
});
