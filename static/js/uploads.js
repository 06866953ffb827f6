// Sends photos and videos straight to storage while the form is being filled; without it the files go with the form.
import { discard, send } from "./transfer.js";

const parallel = 3;
const heic = { heic: "image/heic", heif: "image/heif" };
const drawable = /^image\/(jpeg|png|webp)$/;

// Some systems know no type for HEIC: the name then tells.
const typeOf = (file) => file.type || heic[file.name.split(".").pop().toLowerCase()] || "";

function refusal(box, file) {
  const type = typeOf(file);
  if (!box.input.accept.split(",").includes(type)) return "type";
  const limit = type.startsWith("video/") ? box.root.dataset.maxVideo : box.root.dataset.maxImage;
  return file.size > Number(limit) ? "size" : "";
}

function word(box, key) {
  return box.words.querySelector(`[data-word="${key}"]`)?.textContent ?? "";
}

function tell(item, state, text) {
  item.row.dataset.state = state;
  item.row.querySelector(".uploads__state").textContent = text;
  item.row.querySelector("[data-retry]").hidden = !(state === "failed" && item.again);
  item.row.querySelector("[data-pause]").hidden = !item.toggle;
  item.box.status.textContent = state === "sending" ? "" : `${item.file.name} – ${text}`;
}

function preview(item) {
  const spot = item.row.querySelector(".uploads__preview");
  const isVideo = typeOf(item.file).startsWith("video/");
  const [photo, video] = spot.querySelectorAll(".icon");
  (isVideo ? photo : video).remove();
  if (!isVideo && !drawable.test(typeOf(item.file))) return;
  const seen = document.createElement(isVideo ? "video" : "img");
  item.address = URL.createObjectURL(item.file);
  seen.src = item.address;
  if (isVideo) Object.assign(seen, { muted: true, preload: "metadata" });
  else seen.alt = "";
  seen.addEventListener("error", () => seen.remove());
  seen.addEventListener(isVideo ? "loadeddata" : "load", () => spot.querySelector(".icon")?.remove());
  spot.prepend(seen);
}

function name(row, file) {
  row.querySelector(".uploads__name").textContent = file.name;
  for (const spot of row.querySelectorAll("button .sr")) spot.append(` – ${file.name}`);
  const caption = row.querySelector("[data-caption]");
  caption.setAttribute("aria-label", `${caption.getAttribute("aria-label")} – ${file.name}`);
}

// Pauses a file in parts, or lets it go on.
function toggle(item) {
  item.paused = item.toggle();
  item.row.querySelector("[data-pause]").setAttribute("aria-pressed", String(item.paused));
  tell(item, "sending", word(item.box, item.paused ? "paused" : "sending"));
}

// One place up or down: the order of the rows is the order of the pictures.
function move(box, row, step) {
  const other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
  if (!other) return;
  other[step < 0 ? "before" : "after"](row);
  order(box);
  const button = row.querySelector(step < 0 ? "[data-up]" : "[data-down]");
  (button.disabled ? row.querySelector("[data-up]:enabled, [data-down]:enabled") : button)?.focus();
  box.status.textContent = `${row.querySelector(".uploads__name").textContent} – ${[...box.list.children].indexOf(row) + 1}/${box.list.children.length}`;
}

function order(box) {
  const rows = [...box.list.children];
  rows.forEach((row, place) => {
    const [up, down] = [row.querySelector("[data-up]"), row.querySelector("[data-down]")];
    if (!up) return;
    [up.disabled, down.disabled] = [place === 0, place === rows.length - 1];
    up.hidden = down.hidden = rows.length < 2;
  });
}

const steps = (box, row) => {
  row.querySelector("[data-up]")?.addEventListener("click", () => move(box, row, -1));
  row.querySelector("[data-down]")?.addEventListener("click", () => move(box, row, 1));
};

function add(box, file, trim = "") {
  const row = box.template.content.firstElementChild.cloneNode(true);
  const item = { box, file, row, trim, again: true, transfer: null };
  name(row, file);
  row.querySelector("[data-retry]").addEventListener("click", () => { queue(item); row.querySelector("[data-remove]").focus(); });
  row.querySelector("[data-remove]").addEventListener("click", () => remove(item));
  row.querySelector("[data-pause]").addEventListener("click", () => toggle(item));
  steps(box, row);
  box.list.append(row);
  box.items.add(item);
  const reason = refusal(box, file);
  preview(item);
  if (!reason) return queue(item);
  item.again = false;
  return tell(item, "failed", word(box, reason));
}

function drop(item) {
  if (item.address) URL.revokeObjectURL(item.address);
  item.box.items.delete(item);
  item.row.remove();
}

function remove(item) {
  item.transfer?.abort();
  discard(item.removeUrl);
  drop(item);
  item.box.input.focus();
  settle(item.box);
}

function queue(item) {
  tell(item, "waiting", word(item.box, "waiting"));
  settle(item.box);
}

// The row under its name in the store; a file chosen twice, or begun on another day, has one already.
function known(item, { id, removeUrl }) {
  const other = [...item.box.list.children].find((row) => row !== item.row && row.dataset.id === id);
  if (other && other.dataset.state !== "partial") { drop(item); item.box.status.textContent = `${item.file.name} – ${word(item.box, "twice")}`; return false; }
  other?.remove();
  [item.row.dataset.id, item.removeUrl] = [id, removeUrl];
  return true;
}

function begin(item) {
  const { box, row } = item;
  const bar = row.querySelector("progress");
  bar.value = 0;
  tell(item, "sending", word(box, "sending"));
  const hear = {
    known: (sent) => known(item, sent),
    progress: (percent) => { bar.value = percent; },
    waiting: (is) => { if (is !== item.waits) { item.waits = is; if (!item.paused) tell(item, "sending", word(box, is ? "lost" : "sending")); } },
    pausable: (way) => { item.toggle = way; row.querySelector("[data-pause]").hidden = !way; },
  };
  item.transfer = send({ url: box.root.dataset.ticketUrl, form: box.root.dataset.form }, item.file, typeOf(item.file), hear);
  item.transfer.done.then((sent) => keep(item, sent), (fault) => lose(item, fault)).finally(() => settle(box));
}

const tie = (item, name, value) => item.row.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));

function keep(item, { id }) {
  tie(item, item.box.root.dataset.name, id);
  if (item.trim) tie(item, `trim-${id}`, item.trim);
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
  tell(item, "failed", fault.detail || word(item.box, fault.again ? "failed" : "refused"));
}

// Without a connection there is nothing to press: the file goes on by itself when it is back.
function later(item) {
  tell(item, "lost", word(item.box, "lost"));
  addEventListener("online", () => { if (item.row.dataset.state === "lost") queue(item); }, { once: true });
}

const inState = (box, ...states) => [...box.items].filter((item) => states.includes(item.row.dataset.state));

const open = ["waiting", "sending", "lost"];
const taken = (box) => box.list.querySelectorAll(".uploads__item:not([data-state=partial])").length;

// Called after every change: fills free lanes, shows or hides the picker, lets a held form go.
function settle(box) {
  const free = parallel - inState(box, "sending").length;
  inState(box, "waiting").slice(0, Math.max(0, free)).forEach(begin);
  box.root.classList.toggle("uploads--full", taken(box) >= Number(box.root.dataset.maxFiles));
  order(box);
  if (box.people) box.people.hidden = !box.list.children.length;
  if (!box.held || inState(box, ...open).length) return;
  const submitter = box.held;
  box.held = null;
  note(box, "");
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
  if (!bar) return;
  const spot = bar.querySelector(".actions__note") ?? bar.appendChild(Object.assign(document.createElement("span"), { className: "actions__note" }));
  spot.setAttribute("role", "status");
  spot.textContent = text;
}

function guard(box, event) {
  if (event.defaultPrevented) return;
  const failed = inState(box, "failed");
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
}

export function enhance(root = document) {
  root.querySelectorAll("[data-uploads]:not(.uploads--live)").forEach(start);
}
