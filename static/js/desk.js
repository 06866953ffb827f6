// What the desk runs; the parts that dress markup run again after htmx brings new markup.
import { enhance as counters } from "./counter.js";
import { listen as keys, refresh as refreshKeys } from "./desk-keys.js";
import { listen as submitOnce } from "./submit-once.js";
import { enhance as uploads } from "./uploads.js";

function dress() {
  counters();
  uploads();
}

document.documentElement.classList.add("has-script");
dress();
keys();
submitOnce();
document.querySelector("[data-error-summary]")?.focus();
document.addEventListener("htmx:after:swap", () => {
  // On a narrow screen the opened submission takes the place of the list.
  document.querySelector(".panes:has(> .reading [data-opened])")?.classList.add("panes--reading");
  dress();
  refreshKeys();
});
document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-dismiss]")) event.target.closest("[data-dismissable]")?.remove();
});
