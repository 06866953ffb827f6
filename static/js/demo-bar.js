// Keeps the demo bar's figures fresh, so that a mail on its way is seen to arrive.
const EVERY = 2500;
const bar = document.querySelector("[data-demo-bar]");

function show(figures) {
  for (const count of bar.querySelectorAll("[data-count]")) {
    const isOutbox = count.dataset.count.startsWith("/demo/outbox");
    const figure = String(isOutbox ? figures.letters : figures.waiting);
    if (isOutbox && figure !== count.textContent) tellOfMail();
    count.textContent = figure;
  }
}

function tellOfMail() {
  const news = document.querySelector("[data-new-mail]");
  if (news) news.hidden = false;
}

async function refresh() {
  if (document.hidden) return;
  try {
    const answer = await fetch("/demo/counts", { credentials: "omit" });
    if (answer.ok) show(await answer.json());
  } catch {
    // The demo is being stopped or started again; the next round tells.
  }
}

if (bar) setInterval(refresh, EVERY);
