// The tablet: sends without leaving the page, so that no history grows, and starts again by itself.
const AGAIN_AFTER = 15_000;
const IDLE_AFTER = 90_000;
let timer = 0;

const here = () => `${location.pathname.replace(/\/thanks$/, "")}${location.search}`;
const again = (address) => location.replace(address);

function after(milliseconds, address) {
  clearTimeout(timer);
  timer = setTimeout(() => again(address), milliseconds);
}

function dress() {
  const thanks = document.querySelector("[data-kiosk-again]");
  const form = document.querySelector("[data-kiosk-form]");
  if (thanks) {
    after(AGAIN_AFTER, thanks.dataset.kioskAgain);
    thanks.querySelector("[data-kiosk-next]").addEventListener("click", (event) => {
      event.preventDefault();
      again(thanks.dataset.kioskAgain);
    });
  }
  form?.addEventListener("submit", (event) => send(form, event));
}

async function send(form, event) {
  event.preventDefault();
  if (form.dataset.sending) return;
  form.dataset.sending = "yes";
  try {
    const answer = await fetch(form.action || location.href, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { accept: "text/html" } });
    show(await answer.text());
  } catch {
    delete form.dataset.sending;
    form.submit();
  }
}

function show(page) {
  const found = new DOMParser().parseFromString(page, "text/html").querySelector("main");
  if (!found) return again(here());
  document.querySelector("main").replaceWith(document.adoptNode(found));
  scrollTo(0, 0);
  dress();
  (document.querySelector("[data-error-summary]") ?? document.querySelector("main")).focus({ preventScroll: true });
}

// Somebody began and walked away: the next person finds an empty page.
for (const kind of ["pointerdown", "keydown", "input"]) {
  addEventListener(kind, () => {
    const dirty = [...document.querySelectorAll("[data-kiosk-form] :is(input, textarea)")].some((field) => field.checked || (field.type !== "hidden" && field.type !== "radio" && field.type !== "checkbox" && field.value));
    if (dirty) after(IDLE_AFTER, here());
  });
}
addEventListener("pageshow", (event) => event.persisted && again(here()));
dress();
