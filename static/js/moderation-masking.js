// A part of the words that is selected goes with the mask's form, counted in characters as the
// server counts them (code points); without a selection the server takes what screening saw.
const pane = document.getElementById("reading");
let part = null;

const count = (text) => [...text].length;

function selected() {
  const chosen = document.getSelection();
  if (!chosen || chosen.isCollapsed || !chosen.rangeCount) return null;
  const range = chosen.getRangeAt(0);
  const holder = (range.commonAncestorContainer.parentElement ?? pane).closest("[data-field]")
    ?? range.commonAncestorContainer.closest?.("[data-field]");
  if (!holder || !pane.contains(holder)) return null;
  const before = range.cloneRange();
  before.selectNodeContents(holder.querySelector(".words__text") ?? holder);
  before.setEnd(range.startContainer, range.startOffset);
  const text = range.toString();
  const lead = text.length - text.trimStart().length;
  const start = count(before.toString()) + lead;
  return { field: holder.dataset.field, start, end: start + count(text.trim()) };
}

function follow() {
  part = selected();
  const form = pane.querySelector("[data-masking]");
  if (!form) return;
  form.querySelector("[data-masking-seen]").hidden = Boolean(part);
  form.querySelector("[data-masking-selected]").hidden = !part;
  for (const name of ["field", "start", "end"]) form.elements[name].value = part?.[name] ?? "";
}

document.addEventListener("selectionchange", follow);
