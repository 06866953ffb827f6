// Says how many characters are left under a text area that has a limit.
const near = 100;

function start(area) {
  const place = document.getElementById(area.dataset.counter);
  if (!place || place.dataset.live) return;
  place.dataset.live = "yes";
  const update = () => {
    const left = Number(place.dataset.of) - area.value.length;
    place.textContent = place.dataset.left.replace("{n}", String(left));
    // A reader is told only near the end: at every letter it would talk over the typing.
    place.setAttribute("aria-live", left <= near ? "polite" : "off");
  };
  area.addEventListener("input", update);
  update();
}

export function enhance(root = document) {
  root.querySelectorAll("textarea[data-counter]").forEach(start);
}
