// The proof of work of an open page (altcha's first scheme): the number whose SHA-256 behind the
// salt is the challenge. It is looked for from the first touch of the form on, in portions that
// leave typing alone; whoever sends sooner waits for the rest of the second.
const PORTION = 400;
const encoder = new TextEncoder();

const hex = (bytes) => [...new Uint8Array(bytes)].map((one) => one.toString(16).padStart(2, "0")).join("");

async function digest(told, number) {
  return hex(await crypto.subtle.digest("SHA-256", encoder.encode(told.salt + number)));
}

async function solve(told) {
  for (let start = 0; start <= told.maxNumber; start += PORTION) {
    const numbers = Array.from({ length: PORTION }, (_, step) => start + step);
    const found = (await Promise.all(numbers.map((one) => digest(told, one)))).indexOf(told.challenge);
    if (found >= 0) return start + found;
  }
  return null;
}

function payload(told, number) {
  const { algorithm, challenge, salt, signature } = told;
  return btoa(JSON.stringify({ algorithm, challenge, number, salt, signature }));
}

async function prove(field) {
  const told = JSON.parse(field.dataset.proof);
  const number = await solve(told);
  if (number !== null) field.value = payload(told, number);
}

function listen(form, field) {
  let work = null;
  const begin = () => (work ??= prove(field));
  for (const kind of ["pointerdown", "focusin", "input"]) form.addEventListener(kind, begin, { once: true });
  form.addEventListener("submit", (event) => {
    if (field.value || form.dataset.proved) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    form.querySelector("[data-proving]").hidden = false;
    begin().finally(() => {
      form.dataset.proved = "yes";
      form.querySelector("[data-proving]").hidden = true;
      form.requestSubmit();
    });
  }, { capture: true });
}

// Without a secure context there is no digest: such a form goes the way of those without a script.
if (globalThis.crypto?.subtle) {
  for (const field of document.querySelectorAll("[data-proof]")) listen(field.form, field);
}
