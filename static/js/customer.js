// What a customer's page runs: everything it adds is an ease over a page that works without it.
import { enhance as counters } from "./counter.js";
import { sweep } from "./kept-files.js";
import { enhance as recorders } from "./recorder.js";
import { enhance as steppers } from "./stepper.js";
import { listen as submitOnce } from "./submit-once.js";
import { enhance as uploads } from "./uploads.js";

document.documentElement.classList.add("has-script");
counters();
steppers();
uploads();
recorders();
submitOnce();
sweep();
document.querySelector("[data-error-summary]")?.focus();
