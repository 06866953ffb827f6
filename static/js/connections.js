// Shows what the chosen system wants as a key; without a script all of them stand there.
const system = document.getElementById("system");
const wants = document.querySelectorAll("[data-wanted-by]");

function show() {
  for (const want of wants) want.hidden = want.dataset.wantedBy !== system.value;
}

if (system) {
  system.addEventListener("change", show);
  show();
}
