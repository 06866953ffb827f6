// Single keys at the desk, declared in the markup: data-key presses an element, j and k walk a list.
import { createKeybindingsHandler } from "../vendor/tinykeys.module.js";

const typing = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";
let handle = () => {};

const isOff = () => { try { return localStorage.getItem("vv-keys") === "off"; } catch { return false; } };
const visible = (element) => element.getClientRects().length > 0 && !element.matches(":disabled, [aria-disabled=true]");
const items = () => [...document.querySelectorAll("[data-keys-item]")].filter(visible);

function press(key) {
  const target = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find(visible);
  if (!target) return;
  if (target.matches(typing)) target.focus();
  else target.click();
}

function walk(distance) {
  const all = items();
  const at = all.findIndex((item) => item === document.activeElement || item.hasAttribute("aria-current"));
  const next = all[at < 0 ? 0 : Math.max(0, Math.min(at + distance, all.length - 1))];
  if (!next || (at >= 0 && next === all[at] && next === document.activeElement)) return;
  all.forEach((item) => item.removeAttribute("aria-current"));
  next.setAttribute("aria-current", "true");
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  if (next.closest("[data-keys-open]")) next.click();
}

// A sign may need Shift on one keyboard and not on another: both are listened for.
const spellings = (key) => (/^[a-z0-9 ]+$/i.test(key) ? [key] : [key, `Shift+${key}`]);

function bindings() {
  const table = { j: () => walk(1), k: () => walk(-1) };
  for (const element of document.querySelectorAll("[data-key]")) {
    const key = element.dataset.key;
    element.setAttribute("aria-keyshortcuts", key);
    for (const spelling of spellings(key)) table[spelling] = () => press(key);
  }
  return Object.fromEntries(Object.entries(table).map(([key, act]) => [key, (event) => { event.preventDefault(); act(); }]));
}

function line(key, label) {
  const row = document.createElement("div");
  const term = document.createElement("dt");
  term.textContent = label;
  const keys = document.createElement("dd");
  for (const one of key.split(" ")) keys.append(Object.assign(document.createElement("kbd"), { className: "key", textContent: one }), " ");
  row.append(term, keys);
  return row;
}

function fillHelp() {
  const help = document.querySelector("[data-keys-help]");
  if (!help) return;
  const known = new Map();
  if (items().length) known.set("j", help.dataset.nextLabel).set("k", help.dataset.previousLabel);
  for (const { dataset } of document.querySelectorAll("[data-key][data-key-label]")) known.set(dataset.key, dataset.keyLabel);
  help.replaceChildren(...[...known].map(([key, label]) => line(key, label)));
}

// WCAG 2.1.4: single keys can be turned off, and the choice is kept on this computer.
function followSwitch() {
  const control = document.querySelector("[data-keys-switch]");
  const apply = () => document.documentElement.classList.toggle("keys-off", isOff());
  apply();
  if (!control) return;
  control.checked = !isOff();
  control.addEventListener("change", () => {
    try { localStorage.setItem("vv-keys", control.checked ? "on" : "off"); } catch { /* refused storage: on until the page is left */ }
    apply();
  });
}

export function refresh() {
  handle = createKeybindingsHandler(bindings());
}

export function listen() {
  refresh();
  followSwitch();
  document.addEventListener("keydown", (event) => {
    if (isOff() || event.target.closest?.(typing) || document.querySelector("dialog[open]")) return;
    handle(event);
  });
  document.addEventListener("click", (event) => {
    const opener = event.target.closest?.("[data-open]");
    if (!opener) return;
    fillHelp();
    document.getElementById(opener.dataset.open)?.showModal();
  });
}
