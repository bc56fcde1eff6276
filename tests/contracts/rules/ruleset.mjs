// Every rule for OpenAPI and every rule of OWASP's API top ten holds for every contract, but for what stands here with its
// reason. What a rule finds elsewhere is mended in the contract.
import functions from "@stoplight/spectral-functions";
import owaspModule from "@stoplight/spectral-owasp-ruleset";
import rulesets from "@stoplight/spectral-rulesets";

const owasp = owaspModule.default ?? owaspModule;
const { schema } = functions.default ?? functions;

// Rules that cannot hold anywhere.
const OFF = {
  "contact-properties": "there is no mailbox: SECURITY.md says where to report, and an operator has contacts of the own",
  "tag-description": "a tag is a noun, and docs/glossary.md says what it means, in both languages",
  "owasp:api2:2023-short-lived-access-tokens":
    "asks for refresh tokens, which RFC 6749 4.4.3 forbids for client credentials; tokens live ten minutes",
  "owasp:api2:2023-read-restricted":
    "what anybody may read is meant to be public: services/gateway/public_paths.yaml lists it, tests/security proves the rest",
  "owasp:api4:2023-rate-limit": "asks for headers with a quota; our contract for rates is Retry-After (429 and 503 carry it)",
  "owasp:api4:2023-string-restricted": "names and reasons in Chinese have no pattern; control characters are refused in all",
  "owasp:api8:2023-define-cors-origin": "the gateway answers for registered origins, a service never does",
};

// Limits are asked of what is taken. What is answered is ours, and clients tolerate more of it later.
const taken = (type) => [
  `$.paths[*][*].parameters[*]..[?(@ && @.type == '${type}')]`,
  `$.paths[*][*].requestBody..[?(@ && @.type == '${type}')]`,
];
const limitOf = (name, type, changes = {}) => {
  const { given, ...rule } = owasp.rules[name];
  return { [name]: { ...rule, given: taken(type), ...changes } };
};

// A text is as long as its format is, or as its pattern, when that is anchored and repeats nothing without end.
const BOUNDED = {
  type: "object",
  anyOf: [
    { required: ["maxLength"] },
    { required: ["enum"] },
    { required: ["const"] },
    { required: ["format"], properties: { format: { enum: ["date", "date-time", "uuid"] } } },
    {
      required: ["pattern"],
      properties: { pattern: { pattern: "^\\^[^*+]*\\$$", not: { pattern: "\\{[0-9]+,\\}" } } },
    },
  ],
};

// Examples of bodies are judged by tests/contracts/test_examples.py, each once and not wherever its schema is used. Defaults
// and examples of schemas are judged where the schema is named; no schema written out in a body has any, as a test sees.
const outsideBodies = (name) => {
  const { given, ...rule } = rulesets.oas.rules[name];
  const kept = given.filter((path) => !path.startsWith("$..content.."));
  if (kept.length !== given.length - 1) {
    throw new Error(`${name} looks elsewhere than it did`);
  }
  return { [name]: { ...rule, given: kept } };
};

export const ruleset = {
  extends: [
    [rulesets.oas, "all"],
    [owasp, "all"],
  ],
  rules: {
    ...outsideBodies("oas3-valid-media-example"),
    ...outsideBodies("oas3-valid-schema-example"),
    ...limitOf("owasp:api4:2023-array-limit", "array"),
    ...limitOf("owasp:api4:2023-integer-limit", "integer"),
    ...limitOf("owasp:api4:2023-integer-format", "integer"),
    ...limitOf("owasp:api4:2023-string-limit", "string", {
      then: { function: schema, functionOptions: { schema: BOUNDED } },
    }),
    ...Object.fromEntries(Object.keys(OFF).map((rule) => [rule, "off"])),
  },
};

const WRITES = "owasp:api2:2023-write-restricted";

// Single places where a rule does not hold.
export const PLACES = [
  [WRITES, /^\/identity\/v1\/(token|revoke)\/post\//, "the client proves itself in the form or by Basic (RFC 6749 2.3)"],
  [WRITES, /^\/identity\/v1\/bootstrap\/administrators\/post\//, "the invitation of one hour is the proof"],
  [WRITES, /^\/identity\/v1\/openid\/sign-ins(\/completion)?\/post\//, "nobody is signed in yet: state and browser's key prove it"],
  [WRITES, /^\/identity\/v1\/tickets\/sign-ins(\/completion)?\/post\//, "nobody is signed in yet: state and browser's key prove it"],
  [WRITES, /^\/\w+\/v1\/uploads\/\{file_id\}\/content\/put\//, "the signed address is the proof"],
  [WRITES, /^\/review\/v1\/notice-entries\/\{entry_id\}\/objections\/post\//, "anybody may object, without an account"],
  [WRITES, /^\/review\/v1\/objections\/\{objection_id\}\/withdrawal\/post\//, "the receipt of the objection is the proof"],
  [WRITES, /^\/trademark\/v1\/similar-marks\/post\//, "a search in public marks, by POST because of its length"],
];
