/** The block that speaks of all reviews: average, stars counted one by one, how they are checked (L2, L11). */

import { h, safeUrl } from "./dom";
import type { Feed, Order, Rating } from "./feed";
import { bar, star, stars } from "./icons";
import type { Speaker } from "./strings";

const RATINGS: Rating[] = [5, 4, 3, 2, 1];

export function summaryNode(
  feed: Feed,
  speaker: Speaker,
  base: string,
  filter: (order: Order) => void,
): HTMLElement {
  const { summary, store } = feed;
  const nothing = !summary.count && !summary.outside;
  return h(
    "div",
    { class: "summary", part: "summary" },
    nothing ? h("p", { class: "empty", part: "empty" }, speaker.say("noneYet")) : null,
    summary.count ? score(feed, speaker) : null,
    summary.count ? histogram(feed, speaker, filter) : null,
    h(
      "div",
      { class: "method", part: "method" },
      summary.count ? h("p", {}, speaker.say("method")) : null,
      summary.outside ? h("p", {}, speaker.count("outside", summary.outside)) : null,
      h("p", { class: "checked" }, speaker.say(feed.checked ? "checked" : "unchecked")),
      link("how", store.transparency_url, "transparency"),
    ),
    link("write", store.write_url, "write"),
  );

  function link(key: "how" | "write", address: string | null, part: string): HTMLElement | null {
    const href = safeUrl(address, base);
    return href && h("p", {}, h("a", { href, part, class: part }, speaker.say(key)));
  }
}

function score({ summary }: Feed, speaker: Speaker): HTMLElement {
  const average = summary.average ?? 0;
  const value = speaker.average(average);
  return h(
    "div",
    { class: "score" },
    h("span", { class: "average", part: "average", "aria-hidden": "true" }, value),
    h(
      "span",
      { class: "beside" },
      stars(average, speaker.say("outOf", { value })),
      h("span", { class: "count", part: "count" }, speaker.count("reviews", summary.count)),
    ),
  );
}

/** Rows are buttons: pressed shows the reviews with so many stars, pressed again shows all. */
function histogram({ summary }: Feed, speaker: Speaker, filter: (order: Order) => void): HTMLElement {
  const most = Math.max(1, ...RATINGS.map((rating) => summary.histogram[rating]));
  const rows = RATINGS.map((rating) => {
    const n = summary.histogram[rating];
    const row = h(
      "button",
      {
        type: "button",
        part: "histogram-row",
        value: `stars-${rating}`,
        "aria-pressed": "false",
        "aria-label": speaker.count("starsRow", rating, { reviews: speaker.count("reviews", n) }),
        disabled: n === 0,
      },
      h("span", { class: "rank" }, String(rating), star()),
      bar(n / most),
      h("span", { class: "tally" }, String(n)),
    );
    row.addEventListener("click", () =>
      filter(row.getAttribute("aria-pressed") === "true" ? "newest" : `stars-${rating}`),
    );
    return row;
  });
  return h(
    "div",
    { class: "histogram", part: "histogram", role: "group", "aria-label": speaker.say("filter") },
    ...rows,
  );
}
