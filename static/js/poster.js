// The poster's one button: what the browser's own menu does.
document.documentElement.classList.add("has-script");
document.querySelector("[data-print]")?.addEventListener("click", () => print());
