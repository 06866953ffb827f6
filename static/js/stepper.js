// Turns a long form into one question at a time; without it the whole form is simply visible.
import { clearOnChange, complain, firstInvalid } from "./validity.js";

function button(label, className) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = `button ${className}`;
  made.textContent = label;
  return made;
}

function progress() {
  const box = document.createElement("div");
  box.className = "steps";
  const text = document.createElement("p");
  text.className = "steps__text";
  const bar = document.createElement("progress");
  bar.setAttribute("aria-hidden", "true");
  box.append(text, bar);
  return { box, text, bar };
}

function dress(form) {
  const walk = {
    form,
    at: 0,
    steps: [...form.querySelectorAll("[data-step]")],
    submit: form.querySelector("[data-submit]"),
    next: button(form.dataset.next, "button--primary"),
    back: button(form.dataset.back, "button--quiet"),
    place: progress(),
  };
  form.classList.add("stepping");
  form.noValidate = true;
  form.prepend(walk.place.box);
  walk.submit.before(walk.back, walk.next);
  for (const step of walk.steps) heading(step)?.setAttribute("tabindex", "-1");
  return walk;
}

const heading = (step) => step.querySelector("legend, .question__title");
const last = (walk) => walk.at === walk.steps.length - 1;

function show(walk, index, focus = true) {
  walk.at = Math.max(0, Math.min(index, walk.steps.length - 1));
  walk.steps.forEach((step, n) => { step.hidden = n !== walk.at; });
  walk.back.hidden = walk.at === 0;
  walk.next.hidden = last(walk);
  walk.submit.hidden = !last(walk);
  walk.place.text.textContent = walk.form.dataset.place.replace("{step}", walk.at + 1).replace("{total}", walk.steps.length);
  walk.place.bar.max = walk.steps.length;
  walk.place.bar.value = walk.at + 1;
  if (!focus) return;
  heading(walk.steps[walk.at])?.focus({ preventScroll: true });
  scrollTo({ top: 0 });
}

// `depth` counts the entries we added, so that our Back never leaves the form.
function remember(walk, depth) {
  return { ...history.state, step: walk.at, depth };
}

function forward(walk) {
  const wrong = firstInvalid(walk.steps[walk.at]);
  if (wrong) {
    complain(walk.steps[walk.at], walk.form.dataset.missing);
    return;
  }
  show(walk, walk.at + 1);
  history.pushState(remember(walk, (history.state?.depth ?? 0) + 1), "");
}

function backward(walk) {
  if (history.state?.depth > 0) {
    history.back();
    return;
  }
  show(walk, walk.at - 1);
  history.replaceState(remember(walk, 0), "");
}

function jump(walk, index) {
  if (index < 0 || index === walk.at) return;
  show(walk, index);
  history.pushState(remember(walk, (history.state?.depth ?? 0) + 1), "");
}

function leave(walk, event) {
  if (event.defaultPrevented) return;
  if (!last(walk)) {
    event.preventDefault();
    forward(walk);
    return;
  }
  const wrong = walk.steps.findIndex((step) => firstInvalid(step));
  if (wrong < 0) return;
  event.preventDefault();
  jump(walk, wrong);
  complain(walk.steps[wrong], walk.form.dataset.missing);
}

const stepOf = (walk, element) => walk.steps.findIndex((step) => step.contains(element));

// Answers refused by the server come first, then the step a reload was on, then the beginning.
function beginning(walk) {
  const refused = walk.steps.findIndex((step) => step.querySelector(".field--invalid, [aria-invalid='true']"));
  if (refused >= 0) return refused;
  const reached = history.state?.step ?? 0;
  const open = walk.steps.findIndex((step) => firstInvalid(step));
  return open >= 0 ? Math.min(reached, open) : reached;
}

function followLinks(walk, event) {
  const id = event.target.closest?.("a[href^='#']")?.hash.slice(1);
  const target = id && document.getElementById(id);
  const field = target?.matches("input, textarea, select") ? target : target?.querySelector("input, textarea, select");
  const step = field ? stepOf(walk, target) : -1;
  if (step < 0) return;
  event.preventDefault();
  jump(walk, step);
  field.focus();
}

function start(form) {
  if (!form.querySelector("[data-step]")) return;
  const walk = dress(form);
  const first = beginning(walk);
  show(walk, first, false);
  history.replaceState(remember(walk, history.state?.depth ?? 0), "");
  clearOnChange(form);
  walk.next.addEventListener("click", () => forward(walk));
  walk.back.addEventListener("click", () => backward(walk));
  form.addEventListener("submit", (event) => leave(walk, event));
  form.addEventListener("vv:show", (event) => jump(walk, stepOf(walk, event.target)));
  document.addEventListener("click", (event) => followLinks(walk, event));
  addEventListener("popstate", (event) => show(walk, event.state?.step ?? 0));
}

export function enhance(root = document) {
  root.querySelectorAll("form[data-stepper]:not(.stepping)").forEach(start);
}
