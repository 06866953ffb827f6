// Lets a form leave the page once: a second press while the first is under way does nothing.
function hold(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog") return;
  if (form.dataset.leaving) {
    event.preventDefault();
    return;
  }
  form.dataset.leaving = "yes";
  // aria-disabled and not disabled: the pressed button's own name and value must still be sent.
  event.submitter?.setAttribute("aria-disabled", "true");
}

function release() {
  for (const form of document.querySelectorAll("form[data-leaving]")) {
    delete form.dataset.leaving;
    form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
  }
}

export function listen() {
  document.addEventListener("submit", hold);
  // Coming back by the browser's button restores the page as it was left, held form included.
  addEventListener("pageshow", (event) => event.persisted && release());
}
