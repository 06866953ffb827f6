// Applies the theme chosen by hand before the first paint (so it is no module), and drives its switch.
(() => {
  const root = document.documentElement;
  const night = matchMedia("(prefers-color-scheme: dark)");

  // Storage may be refused by the browser; the theme then follows the system, which is no fault.
  const stored = () => { try { return localStorage.getItem("vv-theme"); } catch { return null; } };
  const store = (theme) => { try { localStorage.setItem("vv-theme", theme); } catch { /* see above */ } };
  const isDark = () => (root.dataset.theme ?? (night.matches ? "dark" : "light")) === "dark";

  function mark() {
    for (const button of document.querySelectorAll("[data-theme-switch]")) button.setAttribute("aria-pressed", String(isDark()));
  }

  const chosen = stored();
  if (chosen === "dark" || chosen === "light") root.dataset.theme = chosen;
  document.addEventListener("DOMContentLoaded", mark);
  night.addEventListener("change", mark);
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-theme-switch]")) return;
    root.dataset.theme = isDark() ? "light" : "dark";
    store(root.dataset.theme);
    mark();
  });
})();
