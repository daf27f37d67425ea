// The page: asks for what has changed, shows it, and does what is pressed.
import * as parts from "./parts.js";
import { current, speak, word } from "./words.js";

const TABS = ["board", "tables", "stops", "exchanges", "webhooks", "trouble"];
const BASE = "/__simulator/";
const MOST = 300;
const at = (id) => document.getElementById(id);
const known = { state: null, products: [], coverage: { operations: [], handlers: 0, synthesised: 0 }, snapshots: [], exchanges: [], attempts: [] };
let tab = "board";
let onlyRefused = false;

async function call(path, method = "GET", body = undefined) {
  const answer = await fetch(BASE + path, { method, body: body === undefined ? undefined : JSON.stringify(body) });
  if (answer.status === 204) return null;
  const told = await answer.json();
  if (!answer.ok) throw new Error(`${told.error}: ${told.errorDescription}`);
  return told;
}

let said = 0;
function say(text) {
  at("said").textContent = text;
  at("said").hidden = false;
  clearTimeout(said);
  said = setTimeout(() => (at("said").hidden = true), 6000);
}

/** Does something, shows what came of it, and says why it did not work. */
const doing = (work) => async (...given) => {
  try {
    await work(...given);
    await refresh();
  } catch (error) {
    say(error.message);
  }
};

const act = {
  move: doing((id, status) => status && call(`orders/${id}/move`, "POST", { status })),
  fail: doing((id) => call(`orders/${id}/fail`, "POST", {})),
  stop: doing((stop) => call("stop-list", "POST", stop)),
  terminal: doing((id, alive) => call(`terminals/${id}`, "POST", { alive })),
  fault: doing((fault) => call("faults", "POST", fault)),
  unfault: doing((id) => call(`faults/${id}`, "DELETE")),
  gates: doing((gates) => call("gates", "POST", gates)),
  revoke: doing(() => call("tokens/revoke", "POST")),
  clock: doing((clock) => call("clock", "POST", clock)),
  replay: doing((id) => call(`webhooks/${id}/replay`, "POST")),
  snapshot: doing(() => call("snapshot", "POST", {})),
  restore: doing((name) => call("restore", "POST", { name })),
  reset: doing(async () => {
    await call("reset", "POST", {});
    forget();
  }),
  copy: async (text) => {
    await navigator.clipboard.writeText(text.replaceAll("$BASE", location.origin));
    say(word("copied"));
  },
};

function forget() {
  known.exchanges = [];
  known.attempts = [];
}

/** Asks for everything that may have changed. */
async function refresh() {
  const lastExchange = known.exchanges.at(-1)?.seq ?? 0;
  const lastAttempt = known.attempts.at(-1)?.id ?? 0;
  const [state, exchanges, attempts, snapshots] = await Promise.all([
    call("state"), call(`requests?after=${lastExchange}`), call(`webhooks?after=${lastAttempt}`), call("snapshots")]);
  Object.assign(known, { state, snapshots });
  const later = (list, more, key) => [...list, ...more.filter((own) => own[key] > (list.at(-1)?.[key] ?? 0))].slice(-MOST);
  known.exchanges = later(known.exchanges, exchanges, "seq");
  known.attempts = later(known.attempts, attempts, "id");
  show();
}

/** Puts new contents in the place of old ones; what was opened stays open, what is being chosen stays. */
function fill(id, contents) {
  const place = at(id);
  const active = place.contains(document.activeElement) && ["SELECT", "INPUT"].includes(document.activeElement.tagName);
  if (active && (id === "stops" || id === "trouble" || document.activeElement.dataset.move)) return;
  const open = new Set([...place.querySelectorAll("details[open][data-keep]")].map((own) => own.dataset.keep));
  const scrolled = [...place.querySelectorAll(".columns")].map((own) => own.scrollLeft);
  place.replaceChildren(...contents.flat(Infinity).filter(Boolean));
  for (const own of place.querySelectorAll("details[data-keep]")) if (open.has(own.dataset.keep)) own.open = true;
  place.querySelectorAll(".columns").forEach((own, index) => (own.scrollLeft = scrolled[index] ?? 0));
}

function exchanges() {
  const wanted = known.exchanges.filter((own) => !onlyRefused || own.why);
  const filter = parts.el("label", {}, parts.el("input", { type: "checkbox", checked: onlyRefused, onchange: (event) => {
    onlyRefused = event.target.checked;
    show();
  } }), " ", word("onlyRefused"));
  const clear = parts.button(word("clear"), doing(async () => {
    await call("requests", "DELETE");
    forget();
  }));
  const list = wanted.toReversed().map((own) => parts.exchange(own, act));
  return [parts.el("div", { class: "row" }, filter, clear),
    list.length ? parts.el("div", { class: "list" }, list) : parts.el("p", { class: "faint" }, word("noExchanges"))];
}

function show() {
  if (!known.state) return;
  fill("clock", parts.clock(known.state, act));
  const contents = {
    board: () => parts.board(known.state, act),
    tables: () => parts.tables(known.state),
    stops: () => parts.stops(known.state, known.products, act),
    exchanges,
    webhooks: () => known.attempts.length ? [parts.el("div", { class: "list" }, known.attempts.toReversed().map((own) => parts.attempt(own, act)))]
      : [parts.el("p", { class: "faint" }, word("noWebhooks"))],
    trouble: () => parts.trouble(known.state, known.coverage, known.snapshots, act),
  };
  fill(tab, contents[tab]());
  const { counts } = known.state;
  const badge = { board: counts.orders, exchanges: counts.requests, webhooks: counts.webhooks, stops: known.state.stops.length, trouble: known.state.faults.length };
  for (const name of TABS) {
    at(`tab-${name}`).textContent = badge[name] ? `${word(name)} ${badge[name]}` : word(name);
    at(`tab-${name}`).setAttribute("aria-selected", String(name === tab));
  }
}

function choose(name) {
  tab = name;
  for (const section of document.querySelectorAll("main > section")) section.hidden = section.dataset.tab !== name;
  document.activeElement?.blur();
  show();
}

function translate() {
  for (const own of document.querySelectorAll("[data-word]")) own.textContent = word(own.dataset.word);
  at("language").value = current();
  live(at("live").classList.contains("on"));
  show();
}

function live(on) {
  at("live").className = on ? "live on" : "live off";
  at("live").textContent = word(on ? "live" : "lost");
}

/** Hears of changes; while it hears nothing, asks every other second. */
function listen() {
  const stream = new EventSource(`${BASE}stream`);
  const ask = () => refresh().then(() => true, () => false);
  let asking = 0;
  stream.addEventListener("changed", () => {
    clearInterval(asking);
    live(true);
    ask();
  });
  stream.addEventListener("error", () => {
    live(false);
    clearInterval(asking);
    asking = setInterval(ask, 2000);
  });
}

at("language").addEventListener("change", (event) => {
  speak(event.target.value);
  translate();
});
at("tabs").append(...TABS.map((name) => parts.el("button", { type: "button", role: "tab", id: `tab-${name}`, onclick: () => choose(name) })));
speak(current());
[known.products, known.coverage] = await Promise.all([call("products"), call("coverage")]);
await refresh();
translate();
listen();
