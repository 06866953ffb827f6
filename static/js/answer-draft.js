// Keeps what is being typed on this device at once, and at the server when typing pauses: another device then goes on with it.
const prefix = "vv:draft:";
const days = 30;
const rest = 1200;
const forget = (gone) => Object.keys(localStorage).filter((name) => name.startsWith(prefix) && gone(name)).forEach((name) => localStorage.removeItem(name));
const read = (name) => { try { return JSON.parse(localStorage.getItem(name)) ?? {}; } catch { return {}; } };
const typed = (form) => [...form.elements].filter((one) => one.name && one.type !== "file" && one.type !== "hidden" && !one.closest(".consents") && !one.closest(".uploads"));

function fields(form) {
  const kept = typed(form).filter((one) => (one.type === "radio" || one.type === "checkbox" ? one.checked : one.value));
  const found = {};
  for (const { name, type, value } of kept) found[name] = type === "checkbox" ? [...(found[name] ?? []), value] : value;
  return found;
}

// What the server gives back after a refusal is newer than any draft, and a star pressed in the mail too.
function restore(form, known) {
  for (const [name, value] of Object.entries(known)) {
    const found = typed(form).filter((one) => one.name === name);
    const isRadio = found[0]?.type === "radio";
    if (isRadio && name === "rating" && form.dataset.draftStar !== undefined) continue;
    for (const field of found) {
      if (isRadio) field.checked = field.value === value;
      else if (field.type === "checkbox") field.checked = value.includes(field.value);
      else { field.value = value; field.dispatchEvent(new Event("input", { bubbles: true })); }
    }
  }
}

function start(form) {
  const name = `${prefix}${location.pathname}:${form.dataset.draftForm}`;
  let timer = 0;
  let told = "";
  const tell = (keepalive) => {
    clearTimeout(timer);
    const body = JSON.stringify({ form: form.dataset.draftForm, fields: fields(form) });
    if (body === told) return;
    told = body;
    fetch(form.dataset.draft, { method: "PUT", headers: { "Content-Type": "application/json" }, body, keepalive }).catch(() => { told = ""; });
  };
  const here = read(name);
  if (!document.querySelector("[data-error-summary]") && here.at > Number(form.dataset.draftSaved)) restore(form, here.fields);
  form.addEventListener("input", () => {
    localStorage.setItem(name, JSON.stringify({ at: Date.now(), fields: fields(form) }));
    clearTimeout(timer);
    timer = setTimeout(tell, rest, false);
  });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden" && timer) tell(true); });
  form.addEventListener("submit", () => { clearTimeout(timer); timer = 0; });
}

try {
  forget((name) => !(read(name).at > Date.now() - days * 86_400_000));
  if (document.querySelector("[data-forgotten]")) forget(() => true);
  if (document.querySelector("[data-draft-done]")) forget((name) => name.startsWith(prefix + location.pathname.replace(/\/thanks$/, "")));
  document.querySelectorAll("form[data-draft]").forEach(start);
} catch {
  // Without storage (a private window may refuse it) the form works as before, without a draft.
}
