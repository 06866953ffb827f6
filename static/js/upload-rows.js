// A file's row: what it shows, and where it stands among the others.
const heic = { heic: "image/heic", heif: "image/heif" };
const drawable = /^image\/(jpeg|png|webp)$/;

// Some systems know no type for HEIC: the name then tells.
export const typeOf = (file) => file.type || heic[file.name.split(".").pop().toLowerCase()] || "";

export function word(box, key) {
  return box.words.querySelector(`[data-word="${key}"]`)?.textContent ?? "";
}

export function tell(item, state, text) {
  item.row.dataset.state = state;
  item.row.querySelector(".uploads__state").textContent = text;
  item.row.querySelector("[data-retry]").hidden = !(state === "failed" && item.again);
  item.row.querySelector("[data-onward]").hidden = state !== "kept";
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

export function order(box) {
  const rows = [...box.list.children];
  rows.forEach((row, place) => {
    const [up, down] = [row.querySelector("[data-up]"), row.querySelector("[data-down]")];
    if (!up) return;
    [up.disabled, down.disabled] = [place === 0, place === rows.length - 1];
    up.hidden = down.hidden = rows.length < 2;
  });
}

export const steps = (box, row) => {
  row.querySelector("[data-up]")?.addEventListener("click", () => move(box, row, -1));
  row.querySelector("[data-down]")?.addEventListener("click", () => move(box, row, 1));
};

export const tie = (row, name, value) => row.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));

// A row for a file at the end of the list, before anything is done with it.
export function rowOf(box, file, trim) {
  const row = box.template.content.firstElementChild.cloneNode(true);
  const item = { box, file, row, trim, again: true, key: "" };
  name(row, file);
  steps(box, row);
  box.list.append(row);
  box.items.add(item);
  preview(item);
  return item;
}

export function drop(item) {
  if (item.address) URL.revokeObjectURL(item.address);
  item.box.items.delete(item);
  item.row.remove();
}
