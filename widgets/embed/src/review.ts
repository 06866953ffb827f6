/** One review: the customer's words first, and everything the law wants beside them. */

import { h, type Child } from "./dom";
import type { Answer, Review, Said } from "./feed";
import { icon, star, stars } from "./icons";
import { mediaNode } from "./media";
import type { Speaker } from "./strings";

/** Beyond either, the words are folded: about a dozen lines on a desktop. */
const LONG = 720;
const LINES = 10;
const DAYS_SAID_AS_DAYS = 60;
const DAYS_IN_A_MONTH = 30.44;

export interface Context {
  speaker: Speaker;
  store: string;
  base: string;
  open: (review: Review, index: number, opener: HTMLElement) => void;
}

export function reviewNode(review: Review, context: Context): HTMLElement {
  const { speaker, base } = context;
  return h(
    "li",
    { class: "review", part: "review", tabindex: -1 },
    stars(review.rating, speaker.say("outOf", { value: review.rating })),
    ...said(review, review.language),
    review.words.length > LONG || review.words.split("\n").length > LINES ? fold(speaker) : null,
    review.answers.length ? answers(review.answers, speaker) : null,
    review.media.length
      ? mediaNode(review, speaker, base, (index, opener) => context.open(review, index, opener))
      : null,
    meta(review, context),
    review.earlier.length ? living(review, speaker) : null,
    review.reply && reply(review.reply, speaker),
  );
}

/** HTML says an unknown language as an empty one. */
function said({ title, words }: Said, tag: string): Child[] {
  const language = tag === "und" ? "" : tag;
  return [
    title && h("h3", { class: "title", part: "title", lang: language, dir: "auto" }, title),
    words && h("div", { class: "words", part: "words", lang: language, dir: "auto" }, words),
  ];
}

/** All the words are in the page; only their height is folded, so a search or a screen reader finds everything. */
function fold(speaker: Speaker): HTMLElement {
  const button = h(
    "button",
    { type: "button", class: "quiet fold", part: "fold", "aria-expanded": "false" },
    speaker.say("readAll"),
  );
  button.addEventListener("click", () => {
    const open = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", String(open));
    button.textContent = speaker.say(open ? "fold" : "readAll");
    if (!open) button.closest(".review")?.scrollIntoView({ block: "nearest" });
  });
  return button;
}

function answers(all: Answer[], speaker: Speaker): HTMLElement {
  const rows = all.map(({ key, label, text, scale }) =>
    h(
      "div",
      { class: `answer ${scale !== null ? "scaled" : key === "pros" || key === "cons" ? key : ""}` },
      h("dt", { dir: "auto" }, key === "pros" ? icon("plus") : key === "cons" ? icon("minus") : null, label),
      h("dd", { dir: "auto" }, scale !== null && dots(scale, speaker), text),
    ),
  );
  return h("dl", { class: "answers", part: "answers" }, ...rows);
}

function dots(scale: number, speaker: Speaker): HTMLElement {
  const five = [1, 2, 3, 4, 5].map((at) => h("i", { class: at <= scale ? "on" : "" }));
  return h(
    "span",
    { class: "scale", role: "img", "aria-label": speaker.say("outOf", { value: scale }) },
    ...five,
  );
}

function meta(review: Review, { speaker, store }: Context): HTMLElement {
  const lines: Child[] = [
    h("bdi", { class: "author", part: "author" }, review.author),
    h(
      "span",
      { class: review.verified ? "verified" : "unverified", part: "verified" },
      review.verified && icon("tick"),
      speaker.say(review.verified ? "verified" : "unverified"),
    ),
    ...review.labels.map((label) =>
      h("span", { class: "label", part: "label" }, speaker.say(label, { store })),
    ),
    !review.counted && h("span", { class: "label uncounted" }, speaker.say("uncounted")),
  ];
  return h(
    "div",
    { class: "meta", part: "meta" },
    h("p", { class: "who" }, ...lines),
    h("p", { class: "dates", part: "dates" }, ...dates(review, speaker)),
  );
}

/** Both dates, and the day of the last change (D111-17 1°b, L111-7-2). */
function dates(review: Review, speaker: Speaker): Child[] {
  const day = (iso: string): HTMLElement => h("time", { datetime: iso }, speaker.day(iso));
  const { moment, updated_on: updated } = review;
  return [
    h(
      "span",
      {},
      ...speaker.parts("dates", { written: day(review.submitted_on), lived: day(review.experience_on) }),
    ),
    updated && h("span", {}, ...speaker.parts("updated", { day: day(updated) })),
    moment && h("span", {}, speaker.say(moment)),
  ];
}

/** "day 12 ★5 → month 6 ★4", which unfolds into what they wrote then (product rule 8). */
function living(review: Review, speaker: Speaker): HTMLElement {
  const steps: (Said & { on: string })[] = [...review.earlier, { ...review, on: review.submitted_on }];
  const spoken = steps
    .map((step) => speaker.say("step", { when: when(step, speaker), value: step.rating }))
    .join(", ");
  const drawn = steps.flatMap((step, at) => [
    at > 0 && h("span", { class: "arrow" }, "→"),
    h("span", { class: "step" }, `${when(step, speaker)} `, star(), String(step.rating)),
  ]);
  const earlier = review.earlier.map((step) =>
    h(
      "div",
      { class: "then" },
      h("p", { class: "dates" }, speaker.say("then", { day: speaker.day(step.on) })),
      ...said(step, review.language),
    ),
  );
  return h(
    "details",
    { class: "living", part: "living" },
    h(
      "summary",
      {},
      h("span", { class: "path", "aria-hidden": "true" }, ...drawn),
      h("span", { class: "unseen" }, speaker.say("path", { steps: spoken })),
      icon("open"),
    ),
    ...earlier,
  );
}

function when({ day, on }: Said & { on: string }, speaker: Speaker): string {
  if (day === null) return speaker.day(on);
  return day < DAYS_SAID_AS_DAYS
    ? speaker.say("day", { n: day })
    : speaker.say("month", { n: Math.round(day / DAYS_IN_A_MONTH) });
}

function reply({ words, author, on }: NonNullable<Review["reply"]>, speaker: Speaker): HTMLElement {
  return h(
    "div",
    { class: "reply", part: "reply" },
    h(
      "p",
      { class: "who" },
      ...speaker.parts("reply", { author: h("bdi", { class: "author" }, author), day: speaker.day(on) }),
    ),
    h("div", { class: "answered", dir: "auto" }, words),
  );
}
