// Sends photos and videos straight to storage while the form is being filled; without it the files go with the form.
import * as device from "./kept-files.js";
import { discard, send } from "./transfer.js";
import { drop, order, rowOf, steps, tell, tie, typeOf, word } from "./upload-rows.js";

const parallel = 3;

function refusal(box, file) {
  const type = typeOf(file);
  if (!box.input.accept.split(",").includes(type)) return "type";
  const limit = type.startsWith("video/") ? box.root.dataset.maxVideo : box.root.dataset.maxImage;
  return file.size > Number(limit) ? "size" : "";
}

// What to say of a file that is being sent: a large one that this device keeps outlives its page.
const way = (item) => (item.here !== undefined ? "onward" : item.key && item.toggle ? "safe" : "sending");
const told = (item) => { if (item.row.dataset.state === "sending" && !item.paused && !item.waits) tell(item, "sending", word(item.box, way(item))); };

// Pauses a file in parts, or lets it go on.
function toggle(item) {
  item.paused = item.toggle();
  item.row.querySelector("[data-pause]").setAttribute("aria-pressed", String(item.paused));
  tell(item, "sending", word(item.box, item.paused ? "paused" : way(item)));
}

function live(item) {
  for (const button of item.row.querySelectorAll("[data-retry], [data-onward]")) {
    button.addEventListener("click", () => { queue(item); item.row.querySelector("[data-remove]").focus(); });
  }
  item.row.querySelector("[data-remove]").addEventListener("click", () => remove(item));
  item.row.querySelector("[data-pause]").addEventListener("click", () => toggle(item));
  return item;
}

function add(box, file, trim = "") {
  const item = live(rowOf(box, file, trim));
  const reason = refusal(box, file);
  item.again = !reason;
  if (reason) return tell(item, "failed", word(box, reason));
  hold(item);
  return queue(item);
}

// Keeps the file on this device, so that its page may be closed.
async function hold(item) {
  item.key = await device.keep(item.box.root.dataset.form, item.file, item.trim);
  if (item.key && !item.box.items.has(item)) return item.twin ? device.note(item.key, item.twin) : device.forget(item.key);
  if (item.key && !item.sent?.done) item.turn = device.turn(item.key);
  if (item.sent) remember(item, item.sent);
  return told(item);
}

// `what` became of a kept file; null where it is to be forgotten. Another tab may then have its turn.
async function remember(item, what) {
  item.sent = what;
  if (item.key) await (what ? device.note(item.key, what) : device.forget(item.key));
  if (!what || what.done) item.turn?.then((release) => release());
}

function remove(item) {
  item.transfer?.abort();
  discard(item.removeUrl);
  remember(item, null);
  drop(item);
  item.box.input.focus();
  settle(item.box);
}

function queue(item) {
  tell(item, "waiting", word(item.box, "waiting"));
  settle(item.box);
}

function twice(item, twin) {
  item.twin = twin;
  remember(item, twin);
  item.turn?.then((release) => release());
  drop(item);
  item.box.status.textContent = `${item.file.name} – ${word(item.box, "twice")}`;
  return false;
}

// The row under its name in the store; a file chosen twice, or begun on another day, has one already.
function known(item, { id, removeUrl, isListed }) {
  const other = [...item.box.list.children].find((row) => row !== item.row && row.dataset.id === id);
  if (other && other.dataset.state !== "partial") return twice(item, other.dataset.state === "done" ? { id, done: true } : {});
  other?.remove();
  [item.row.dataset.id, item.removeUrl] = [id, removeUrl];
  remember(item, { id, removeUrl, isListed });
  return true;
}

function begin(item) {
  const { box, row } = item;
  const bar = row.querySelector("progress");
  bar.value = item.here ?? 0;
  tell(item, "sending", word(box, way(item)));
  const hear = {
    known: (sent) => known(item, sent),
    progress: (percent) => { bar.value = percent; },
    waiting: (is) => { if (is !== item.waits) { item.waits = is; if (!item.paused) tell(item, "sending", word(box, is ? "lost" : way(item))); } },
    pausable: (change) => { item.toggle = change; row.querySelector("[data-pause]").hidden = !change; told(item); },
  };
  item.transfer = send({ url: box.root.dataset.ticketUrl, form: box.root.dataset.form }, item.file, typeOf(item.file), hear);
  item.transfer.done.then((sent) => keep(item, sent), (fault) => lose(item, fault)).finally(() => settle(box));
}

function keep(item, { id }) {
  item.row.dataset.id = id;
  remember(item, { ...item.sent, id, done: true });
  tie(item.row, item.box.root.dataset.name, id);
  if (item.trim) tie(item.row, `trim-${id}`, item.trim);
  const caption = item.row.querySelector("[data-caption]");
  [caption.name, caption.hidden] = [`alt-${id}`, false];
  item.toggle = null;
  tell(item, "done", word(item.box, "done"));
}

function lose(item, fault) {
  if (fault.aborted) return;
  item.toggle = null;
  item.again = fault.again;
  if (fault.again && !navigator.onLine) return later(item);
  if (!fault.again) remember(item, null);
  tell(item, "failed", fault.detail || word(item.box, fault.again ? "failed" : "refused"));
}

// Without a connection there is nothing to press: the file goes on by itself when it is back.
function later(item) {
  tell(item, "lost", word(item.box, "lost"));
  addEventListener("online", () => { if (item.row.dataset.state === "lost") queue(item); }, { once: true });
}

const inState = (box, ...states) => [...box.items].filter((item) => states.includes(item.row.dataset.state));

const open = ["waiting", "sending", "lost"];
const stuck = ["failed", "kept"];
const taken = (box) => box.list.querySelectorAll(".uploads__item:not([data-state=partial])").length;

// A file that this device kept when its page was closed goes on in the row it has at the server, if any.
function resume(box, one) {
  const former = one.id && [...box.list.children].find((row) => row.dataset.id === one.id);
  if (!one.file || former?.dataset.state === "done") return arrived(former, one);
  if (taken(box) >= Number(box.root.dataset.maxFiles)) return null;
  // The server lists what goes in parts: what it lists no longer was taken back elsewhere.
  if (one.isListed && !former) return device.forget(one.key);
  const item = live(rowOf(box, one.file, one.trim));
  former?.replaceWith(item.row);
  Object.assign(item, { key: one.key, here: Number(former?.dataset.here ?? 0), removeUrl: one.removeUrl });
  return wait(item);
}

function arrived(row, { key, id, trim }) {
  if (!row) return device.forget(key);
  if (trim) tie(row, `trim-${id}`, trim);
  return device.note(key, { done: true });
}

// Waits while another tab sends it; then it goes on by itself, or when pressed where the device saves data.
async function wait(item) {
  item.row.querySelector("progress").value = item.here;
  tell(item, "lost", word(item.box, "elsewhere"));
  item.turn = device.turn(item.key);
  await item.turn;
  const now = await device.known(item.key);
  if (!item.box.items.has(item)) return;
  if (!now) { remember(item, null); drop(item); }
  else if (now.done) keep(item, now);
  else if (navigator.connection?.saveData) tell(item, "kept", word(item.box, "kept"));
  else { note(item.box, word(item.box, "behind")); queue(item); }
  settle(item.box);
}

// Called after every change: fills free lanes, shows or hides the picker, lets a held form go.
function settle(box) {
  const free = parallel - inState(box, "sending").length;
  inState(box, "waiting").slice(0, Math.max(0, free)).forEach(begin);
  box.root.classList.toggle("uploads--full", taken(box) >= Number(box.root.dataset.maxFiles));
  order(box);
  if (box.people) box.people.hidden = !box.list.children.length;
  if (inState(box, ...open).length) return;
  if (!inState(box, ...stuck).length) note(box, "");
  if (!box.held) return;
  const submitter = box.held;
  box.held = null;
  box.input.form.requestSubmit(submitter === box.input.form ? undefined : submitter);
}

function take(box, files, trim = "") {
  box.error.hidden = true;
  const room = Number(box.root.dataset.maxFiles) - taken(box);
  [...files].slice(0, room).forEach((file) => add(box, file, trim));
  if (files.length <= room) return;
  box.error.textContent = word(box, "many");
  box.error.hidden = false;
}

function note(box, text) {
  const bar = box.input.form.querySelector("[data-actions]");
  if (!bar || (!text && !bar.querySelector(".actions__note"))) return;
  const spot = bar.querySelector(".actions__note") ?? bar.appendChild(Object.assign(document.createElement("span"), { className: "actions__note" }));
  spot.setAttribute("role", "status");
  spot.textContent = text;
}

function guard(box, event) {
  if (event.defaultPrevented) return;
  const failed = inState(box, ...stuck);
  if (failed.length) {
    event.preventDefault();
    box.root.dispatchEvent(new CustomEvent("vv:show", { bubbles: true }));
    failed[0].row.querySelector("[data-remove]").focus();
    note(box, word(box, "left"));
  } else if (inState(box, ...open).length) {
    event.preventDefault();
    for (const item of inState(box, "sending")) if (item.paused) toggle(item);
    box.held = event.submitter ?? box.input.form;
    note(box, word(box, "busy"));
  }
}

function start(root) {
  const box = {
    root,
    input: root.querySelector("input[type=file]"),
    list: root.querySelector(".uploads__list"),
    error: root.querySelector(".field__error"),
    status: root.querySelector("[data-status]"),
    template: root.querySelector("[data-item]"),
    words: root.querySelector("[data-words]").content,
    items: new Set(),
    people: root.closest("fieldset, form")?.querySelector("[data-people]"),
    held: null,
  };
  root.classList.add("uploads--live");
  // The files leave by themselves: unnamed, the input adds nothing to the form.
  box.input.removeAttribute("name");
  box.input.addEventListener("change", () => { take(box, box.input.files); box.input.value = ""; });
  for (const kind of ["dragenter", "dragleave", "drop"]) {
    box.input.addEventListener(kind, () => root.classList.toggle("uploads--over", kind === "dragenter"));
  }
  for (const row of box.list.children) {
    steps(box, row);
    row.querySelector("[data-remove]")?.addEventListener("click", () => { discard(row.dataset.removeUrl); row.remove(); settle(box); box.input.focus(); });
  }
  root.addEventListener("vv:file", ({ detail }) => take(box, [detail.file], detail.trim));
  box.input.form?.addEventListener("submit", (event) => guard(box, event));
  settle(box);
  device.recall(root.dataset.form).then((kept) => kept.forEach((one) => resume(box, one)));
}

export function enhance(root = document) {
  root.querySelectorAll("[data-uploads]:not(.uploads--live)").forEach(start);
}
