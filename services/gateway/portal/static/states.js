// Asks every service whether it is ready, as callers would: through the gateway.
"use strict";

const board = document.getElementById("states");
const EVERY = 5000;

async function stateOf(service) {
  try {
    const answer = await fetch(`/${service}/readyz`, { cache: "no-store", signal: AbortSignal.timeout(4000) });
    return answer.ok ? "ready" : "unready";
  } catch {
    return "silent";
  }
}

async function look(card) {
  const state = await stateOf(card.dataset.service);
  if (card.dataset.state === state) return;
  card.dataset.state = state;
  card.querySelector(".state a").textContent = board.dataset[state];
}

async function keepLooking() {
  if (!document.hidden) await Promise.all([...board.children].map(look));
  setTimeout(keepLooking, EVERY);
}

keepLooking();
