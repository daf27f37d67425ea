// The parts of the page, made of what the control tells. Texts go in as texts, never as markup.
import { money, word } from "./words.js";

/** An element with its attributes and children; text children stay text. */
export function el(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (key === "class") made.className = value;
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

export const button = (text, act, kind = "small") => el("button", { type: "button", class: kind, onclick: act }, text);

const time = (text) => (text ? text.slice(11, 16) : "");
const DELIVERIES = ["Unconfirmed", "WaitCooking", "ReadyForCooking", "CookingStarted", "CookingCompleted", "Waiting", "OnWay", "Delivered", "Closed", "Cancelled"];
const KINDS = [
  ["delivery", "deliveries", DELIVERIES],
  ["table", "tableOrders", ["New", "Bill", "Closed", "Deleted"]],
  ["reserve", "reserves", ["New", "Started", "Closed"]],
];

export function board(state, act) {
  const all = [...state.orders, ...state.reserves];
  if (all.length === 0) return [el("p", { class: "faint" }, word("noOrders"))];
  return KINDS.flatMap(([kind, title, statuses]) => {
    const own = all.filter((order) => order.kind === kind);
    if (own.length === 0) return [];
    const place = (order) => (order.creationStatus === "Error" ? "Failed" : order.status ?? "Making");
    const columns = ["Making", "Failed", ...statuses].map((status) => {
      const here = own.filter((order) => place(order) === status);
      if (here.length === 0 && (status === "Making" || status === "Failed")) return null;
      return el("div", { class: here.length ? "column" : "column empty", "data-status": status },
        el("h3", {}, el("span", {}, word(status)), el("span", {}, String(here.length))),
        here.map((order) => card(order, act)));
    });
    return [el("h2", {}, word(title)), el("div", { class: "columns" }, columns)];
  });
}

function card(order, act) {
  const line = (text, kind = "faint") => (text ? el("p", { class: kind }, text) : null);
  const items = order.items.map((item) => el("li", {}, el("span", {}, `${item.amount} × ${item.name}`), el("span", {}, money(item.sum))));
  const move = el("select", { "aria-label": word("move"), "data-move": order.id, onchange: (event) => {
    event.target.blur();
    act.move(order.id, event.target.value);
  } },
    el("option", { value: "" }, word("move")), order.moves.map((status) => el("option", { value: status }, word(status))));
  const steps = (order.history ?? []).map((step) =>
    el("li", {}, el("span", {}, `${time(step.at)} ${step.operation}`), el("span", { class: step.what === "failed" ? "bad" : "" }, word(step.status ?? step.what))));
  return el("article", { class: "card", "data-order": order.id },
    el("header", {}, el("span", { class: "number" }, order.number ? `№ ${order.number}` : word("Making")), el("strong", {}, money(order.sum))),
    line(order.externalNumber),
    line([order.customer, order.phone].filter(Boolean).join(" · ")),
    line(order.address),
    line(order.completeBefore ? `${word("due")} ${time(order.completeBefore)}` : null),
    line(order.courier ? `${word("courier")}: ${order.courier}` : null),
    order.paid > 0 ? line(`${word("paid")} ${money(order.paid)}`, "good") : null,
    line(order.problem, "wait"),
    line(order.error ? `${order.error.code}: ${order.error.message}` : null, "bad"),
    items.length ? el("ul", { class: "items" }, items) : null,
    el("div", { class: "row" }, order.moves.length ? move : null, order.creationStatus !== "Error" ? button(word("fail"), () => act.fail(order.id)) : null),
    steps.length ? el("details", { "data-keep": `history ${order.id}` }, el("summary", { class: "faint" }, word("history")), el("ul", { class: "items" }, steps)) : null);
}

export function tables(state) {
  const numbers = new Map([...state.orders, ...state.reserves].map((order) => [order.id, order]));
  return state.organizations.flatMap((organization) => organization.terminalGroups.flatMap((group) => group.sections.flatMap((section) => [
    el("h2", {}, `${organization.name} · ${group.name} · ${section.name}`),
    el("div", { class: "tables" }, section.tables.map((table) => {
      const here = [...table.orders.map((id) => `${word("order")} ${numbers.get(id)?.number ?? ""}`),
        ...table.reserves.map((id) => `${word("reserve")} ${time(numbers.get(id)?.completeBefore)}`)];
      return el("div", { class: here.length ? "table taken" : "table" }, el("strong", {}, table.name),
        el("p", { class: "faint" }, `${table.seats} ${word("seats")}`), el("p", {}, here.join(", ") || word("free")));
    })),
  ])));
}

export function stops(state, products, act) {
  const groups = state.organizations.flatMap((organization) => organization.terminalGroups.map((group) => ({ ...group, name: `${organization.name} · ${group.name}` })));
  const names = new Map(groups.map((group) => [group.id, group.name]));
  const group = el("select", { id: "stop-group" }, groups.map((own) => el("option", { value: own.id }, own.name)));
  const product = el("select", { id: "stop-product" }, products.map((own, at) => el("option", { value: at }, own.sizeName ? `${own.name}, ${own.sizeName}` : own.name)));
  const left = el("input", { id: "stop-left", type: "number", min: "0", step: "any", value: "0" });
  const put = () => act.stop({ terminalGroupId: group.value, productId: products[product.value].id, sizeId: products[product.value].sizeId, balance: Number(left.value) });
  const field = (name, control) => el("label", {}, word(name), control);
  const entry = (stop) => el("div", { class: "entry row" }, el("strong", {}, stop.name), el("span", {}, `${word("left")} ${stop.balance}`),
    el("span", { class: "faint" }, names.get(stop.terminalGroupId)), button(word("takeOff"), () => act.stop({ ...stop, name: undefined, balance: null })));
  return [el("div", { class: "fields" }, field("terminalGroup", group), field("product", product), field("balance", left), button(word("put"), put, "strong")),
    el("h2", {}, word("stops")),
    state.stops.length ? el("div", { class: "list" }, state.stops.map(entry)) : el("p", { class: "faint" }, word("nothingStopped"))];
}

const json = (value) => el("pre", {}, JSON.stringify(value, null, 2));

export function exchange(own, act) {
  const kind = own.status >= 500 ? "bad" : own.status >= 400 ? "wait" : "good";
  const body = [];
  const details = el("details", { class: "entry", "data-keep": `exchange ${own.seq}`, ontoggle: () => {
    if (details.open && body.length === 0) {
      body.push(el("div", { class: "row" }, button(word("copyCurl"), () => act.copy(own.curl)), el("span", { class: "faint" }, own.correlationId)));
      if (own.request !== null) body.push(el("h3", {}, word("request")), json(own.request));
      if (own.answer !== null) body.push(el("h3", {}, word("answer")), json(own.answer));
      details.append(...body);
    }
  } },
  el("summary", {}, el("span", { class: `status ${kind}` }, String(own.status)), el("strong", {}, own.operation ?? own.path),
    el("span", { class: "faint" }, `${own.at.slice(11, 19)} · ${own.milliseconds} ms`),
    own.synthesised ? el("span", { class: "faint" }, word("synthesised")) : null,
    own.fault !== null ? el("span", { class: "wait" }, word("trouble")) : null,
    own.why ? el("span", { class: kind }, `${own.error}: ${own.why}`) : null));
  return details;
}

export function attempt(own, act) {
  const good = own.status >= 200 && own.status < 300;
  return el("details", { class: "entry", "data-keep": `webhook ${own.id}` },
    el("summary", {}, el("span", { class: `status ${good ? "good" : "bad"}` }, String(own.status ?? "—")),
      el("strong", {}, [...new Set(own.events.map((event) => event.eventType))].join(", ")),
      el("span", { class: "faint" }, `${own.at.slice(11, 19)} · ${word("attempt")} ${own.attempt} · ${own.uri}`),
      own.error ? el("span", { class: "bad" }, own.error) : null),
    el("div", { class: "row" }, button(word("replay"), () => act.replay(own.id))), json(own.events));
}

const FAULTS = {
  status503: { kind: "status", status: 503, retryAfter: 1 },
  status500: { kind: "status", status: 500 },
  reset: { kind: "reset" },
  truncate: { kind: "truncate", bytes: 20 },
  latency: { kind: "latency", milliseconds: 3000 },
  unauthorized: { kind: "unauthorized" },
  tooManyRequests: { kind: "tooManyRequests", retryAfter: 1 },
  commandFails: { kind: "commandFails" },
};

export function trouble(state, coverage, snapshots, act) {
  const operation = el("select", { id: "fault-operation" }, el("option", { value: "*" }, word("any")),
    coverage.operations.map((own) => el("option", { value: own.operation }, own.operation)));
  const kind = el("select", { id: "fault-kind" }, Object.keys(FAULTS).map((key) => el("option", { value: key }, word(key))));
  const strike = () => act.fault({ operation: operation.value, times: 1, effect: FAULTS[kind.value] });
  const login = el("input", { id: "login", value: "demo" });
  const field = (name, control) => el("label", {}, word(name), control);
  const groups = state.organizations.flatMap((organization) => organization.terminalGroups.map((group) => el("div", { class: "entry row" },
    el("strong", {}, `${organization.name} · ${group.name}`), el("span", { class: group.alive ? "good" : "bad" }, word(group.alive ? "alive" : "dead")),
    button(word(group.alive ? "kill" : "revive"), () => act.terminal(group.id, !group.alive)))));
  const faults = state.faults.map((fault) => el("div", { class: "entry row" }, el("strong", {}, fault.operation), el("span", {}, fault.effect.kind),
    el("span", { class: "faint" }, `${word("struck")} ${fault.applied} / ${fault.times ?? "∞"}`), button(word("remove"), () => act.unfault(fault.id))));
  const features = state.organizations.map((organization) => el("div", { class: "entry row" }, el("strong", {}, organization.name),
    Object.entries(state.gates.features[organization.id] ?? {}).map(([name, on]) => el("label", {},
      el("input", { type: "checkbox", checked: on, onchange: (event) => act.gates({ features: { [organization.id]: { [name]: event.target.checked } } }) }),
      " ", word(`feature${name[0].toUpperCase()}${name.slice(1)}`)))));
  const blocked = state.gates.blockedLogins;
  return [
    el("h2", {}, word("failNext")), el("div", { class: "fields" }, field("operation", operation), field("kindOfFault", kind), button(word("failNext"), strike, "strong")),
    el("h2", {}, word("faults")), el("div", { class: "list" }, faults.length ? faults : el("p", { class: "faint" }, word("noFaults"))),
    el("h2", {}, word("terminals")), el("div", { class: "list" }, groups),
    el("h2", {}, word("gates")), el("div", { class: "fields" }, field("login", login),
      button(word("block"), () => act.gates({ blockedLogins: [...blocked, login.value] })), button(word("revoke"), act.revoke)),
    el("div", { class: "list" }, blocked.map((own) => el("div", { class: "entry row" }, el("strong", {}, own),
      button(word("unblock"), () => act.gates({ blockedLogins: blocked.filter((other) => other !== own) })))), features),
    el("h2", {}, word("back")), el("div", { class: "row" }, button(word("snapshot"), act.snapshot),
      snapshots.map((name) => button(`${word("restore")} «${name}»`, () => act.restore(name))), button(word("startAnew"), act.reset)),
    el("h2", {}, word("coverage")), el("p", {}, `${coverage.handlers} ${word("handlers")}, ${coverage.synthesised} ${word("madeUp")}`)];
}

export function clock(state, act) {
  const modes = ["real", "manual", "polls"];
  return [el("strong", { title: state.clock.now }, state.clock.now.replace("T", " ").slice(0, 19)),
    el("select", { "aria-label": word("real"), onchange: (event) => {
      event.target.blur();
      act.clock({ mode: event.target.value });
    } },
      modes.map((mode) => el("option", { value: mode, selected: mode === state.clock.mode }, word(mode)))),
    [["minute", 60], ["tenMinutes", 600], ["hour", 3600]].map(([name, seconds]) => button(word(name), () => act.clock({ advanceSeconds: seconds })))];
}
