// Swagger UI on the contract of one service; calls go to this gateway with the token given on the page.
"use strict";

const place = document.getElementById("operations");
const state = document.getElementById("token-state");
const dark = matchMedia("(prefers-color-scheme: dark)");
let token = "";

function keep(found) {
  token = found.trim();
  state.textContent = token ? state.dataset.used : state.dataset.none;
}

function shade() {
  document.documentElement.classList.toggle("dark-mode", dark.matches);
}

function carry(request) {
  if (new URL(request.url, location.href).origin !== location.origin) return request;
  request.headers["Accept-Language"] ??= place.dataset.language;
  if (token && !request.loadSpec) request.headers.Authorization ??= `Bearer ${token}`;
  return request;
}

async function signIn(event) {
  event.preventDefault();
  const { subject, passphrase } = event.target.elements;
  const answer = await fetch("/identity/v1/demo/sign-in", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ subject: subject.value, passphrase: passphrase.value }),
  });
  if (!answer.ok) {
    keep("");
    state.textContent = state.dataset.refused;
    return;
  }
  keep((await answer.json()).access_token);
}

async function offerPeople() {
  const answer = await fetch("/identity/v1/demo/people").catch(() => null);
  if (!answer?.ok) return;
  const people = (await answer.json()).items;
  const options = people.map(({ subject, display_name: name }) => new Option(`${name} (${subject})`, subject));
  document.getElementById("subject").append(...options);
  document.getElementById("demo-form").hidden = people.length === 0;
}

document.getElementById("token-form").addEventListener("submit", (event) => {
  event.preventDefault();
  keep(event.target.elements.token.value);
});
document.getElementById("demo-form").addEventListener("submit", signIn);
dark.addEventListener("change", shade);
shade();
offerPeople();

SwaggerUIBundle({
  url: place.dataset.contract,
  dom_id: "#operations",
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: -1,
  displayRequestDuration: true,
  filter: true,
  persistAuthorization: false,
  requestInterceptor: carry,
  supportedSubmitMethods: ["get", "head", "post", "put", "patch", "delete"],
  tryItOutEnabled: true,
  validatorUrl: null,
});
