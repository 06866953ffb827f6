// Keeps what is being typed in this tab alone: phones put a page away while one takes a photo.
const key = `vv:draft:${location.pathname}${new URLSearchParams(location.search).get("p") ?? new URLSearchParams(location.search).get("what") ?? ""}`;
const forget = () => Object.keys(sessionStorage).filter((name) => name.startsWith("vv:draft:")).forEach((name) => sessionStorage.removeItem(name));
const typed = (form) => [...form.elements].filter((one) => one.name && one.type !== "file" && one.type !== "hidden" && !one.closest(".consents"));

function save(form) {
  const kept = typed(form).filter((one) => (one.type === "radio" ? one.checked : one.value));
  sessionStorage.setItem(key, JSON.stringify(kept.map((one) => [one.name, one.value])));
}

// What the server gives back after a refusal is newer than any draft, and a star pressed in the mail too.
function restore(form) {
  const known = JSON.parse(sessionStorage.getItem(key) ?? "[]");
  for (const [name, value] of known) {
    const fields = typed(form).filter((one) => one.name === name);
    const isRadio = fields[0]?.type === "radio";
    if (isRadio && name === "rating" && fields.some((one) => one.checked)) continue;
    for (const field of fields) {
      if (isRadio) field.checked = field.value === value;
      else if (!field.value) { field.value = value; field.dispatchEvent(new Event("input", { bubbles: true })); }
    }
  }
}

function start(form) {
  if (!document.querySelector("[data-error-summary]")) restore(form);
  form.addEventListener("input", () => save(form));
}

try {
  document.querySelectorAll("form[data-draft]").forEach(start);
  if (document.querySelector("[data-draft-done]")) forget();
} catch {
  // Without storage (a private window may refuse it) the form works as before, without a draft.
}
