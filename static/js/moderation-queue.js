// The queue's own easing: which row is open, grounds by number, photos large, choosing several.
const pane = document.getElementById("reading");
const wide = matchMedia("(min-width: 64rem)");

// The row of what the pane shows is the one j and k go on from.
function markRow() {
  const opened = pane.querySelector("[data-opened]")?.dataset.opened;
  for (const link of document.querySelectorAll("[data-keys-item]")) {
    const is = link.parentElement.id === `item-${opened}`;
    link.toggleAttribute("aria-current", is);
    if (is) link.setAttribute("aria-current", "true");
    if (is) link.scrollIntoView({ block: "nearest" });
  }
}

function followCount() {
  const states = document.getElementById("queue-states");
  const place = document.querySelector('.side__nav a[href="/desk/queue"] .count');
  if (states && place) place.textContent = Number(states.dataset.waiting) || "";
}

// Focus stays where reading goes on: in the list when it is beside the pane, else in the pane.
function keepFocus() {
  if (document.activeElement && document.activeElement !== document.body) return;
  const row = document.querySelector("[data-keys-item][aria-current]");
  (wide.matches && row ? row : pane).focus({ preventScroll: true });
}

function fadeToast() {
  const toast = document.querySelector("#toast .toast");
  if (!toast || toast.dataset.fading) return;
  toast.dataset.fading = "yes";
  setTimeout(() => toast.remove(), 30_000);
}

function countChosen() {
  const bar = document.querySelector("[data-choosing]");
  if (!bar) return;
  const chosen = document.querySelectorAll(".queue__choose:checked").length;
  const said = bar.querySelector("[data-choosing-count]");
  bar.classList.toggle("choosing--on", chosen > 0);
  said.textContent = chosen === 1 ? said.dataset.one : said.dataset.many.replace("{n}", chosen);
}

const photos = () => [...pane.querySelectorAll("[data-zoom]")];

function zoom(link) {
  const dialog = document.getElementById("lightbox");
  const image = dialog.querySelector("[data-lightbox]");
  image.src = link.href;
  image.alt = link.querySelector("img:not(.gallery__blur)").alt;
  dialog.dataset.at = photos().indexOf(link);
  if (!dialog.open) dialog.showModal();
}

function turn(dialog, step) {
  const all = photos();
  zoom(all[(Number(dialog.dataset.at) + step + all.length) % all.length]);
}

function onClick(event) {
  const within = (selector) => event.target.closest?.(selector);
  if (within("a[data-open]")) event.preventDefault();
  if (within("[data-close]")) within("dialog").close();
  if (within("[data-zoom]")) {
    event.preventDefault();
    zoom(within("[data-zoom]"));
  }
  if (event.target.matches?.("dialog.lightbox, [data-lightbox]")) document.getElementById("lightbox").close();
}

function onKey(event) {
  const dialog = document.querySelector("dialog[open]");
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.target.form?.requestSubmit();
  if (event.key === "Escape" && event.target.closest?.("[data-replying]")) closeReply(event.target);
  if (!dialog || event.target.matches?.("textarea")) return;
  if (dialog.id === "lightbox" && event.key === "ArrowRight") turn(dialog, 1);
  if (dialog.id === "lightbox" && event.key === "ArrowLeft") turn(dialog, -1);
  const ground = /^[1-9]$/.test(event.key) && dialog.querySelector(`[data-number="${event.key}"]`);
  if (!ground) return;
  event.preventDefault();
  ground.checked = true;
  dialog.querySelector("textarea").focus();
}

function closeReply(within) {
  const details = within.closest("[data-replying]");
  details.open = false;
  details.querySelector("summary").focus();
}

function onToggle(event) {
  if (!event.target.open || !event.target.matches("details")) return;
  event.target.querySelector?.("textarea, .menu__list button")?.focus();
}

// Someone whose session ended is shown the sign-in page itself, not that page inside the pane.
function leaveWhenSignedOut(event) {
  const answer = event.detail?.ctx?.response?.raw;
  if (answer?.redirected || answer?.status === 401) location.assign(answer.redirected ? answer.url : location.href);
}

function settle() {
  if (pane.querySelector(".reading__body")) pane.scrollTop = 0;
  markRow();
  followCount();
  keepFocus();
  fadeToast();
  countChosen();
}

document.addEventListener("click", onClick);
document.addEventListener("keydown", onKey);
document.addEventListener("toggle", onToggle, true);
document.addEventListener("change", countChosen);
document.addEventListener("htmx:before:swap", leaveWhenSignedOut);
document.addEventListener("htmx:after:swap", settle);
fadeToast();
countChosen();
