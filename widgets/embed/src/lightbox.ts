/** The photos and videos of one review, large, in a modal dialog: keys, arrows, swipe, and focus back where it was. */

import { h, safeSrcset, safeUrl, sheet } from "./dom";
import type { Media, Photo, Review, Video } from "./feed";
import { icon, type Icon } from "./icons";
import css from "./lightbox.css";
import { describe } from "./media";
import type { Speaker } from "./strings";

const STYLE = sheet(css);
/** How far a finger goes before it is a swipe, in pixels. */
const SWIPE = 48;

export interface Opening {
  review: Review;
  index: number;
  opener: HTMLElement;
  speaker: Speaker;
  base: string;
}

export function open(root: ShadowRoot, { review, index, opener, speaker, base }: Opening): void {
  if (!root.adoptedStyleSheets.includes(STYLE)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, STYLE];
  const total = review.media.length;
  let at = index;

  const stage = h("div", { class: "stage" });
  const place = h("p", { class: "place", role: "status" });
  const author = h("p", { class: "by" }, h("bdi", {}, review.author));
  const close = button("close", () => dialog.close());
  const sides = total > 1 ? [button("previous", () => go(-1)), button("next", () => go(1))] : [];
  const dialog = h(
    "dialog",
    { class: "lightbox", part: "lightbox", "aria-label": speaker.say("viewer") },
    close,
    stage,
    ...sides,
    h("footer", {}, author, place),
  );

  dialog.addEventListener("close", () => {
    dialog.remove();
    opener.focus();
  });
  dialog.addEventListener("keydown", onKey);
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target === stage) dialog.close();
  });
  swipe(stage, go);
  root.append(dialog);
  draw();
  dialog.showModal();

  function button(name: Icon & ("close" | "previous" | "next"), act: () => void): HTMLElement {
    const made = h(
      "button",
      { type: "button", class: name, part: `lightbox-${name}`, "aria-label": speaker.say(name) },
      icon(name),
    );
    made.addEventListener("click", act);
    return made;
  }

  function draw(): void {
    const media = review.media[at];
    if (!media) return;
    stage.replaceChildren(large(media, describe(media, review.author, speaker), base));
    place.textContent = total > 1 ? speaker.say("position", { at: at + 1, total }) : "";
  }

  /** Round and round; a video that plays keeps the arrow keys for itself. */
  function go(step: number): void {
    if (total < 2) return;
    at = (at + step + total) % total;
    draw();
  }

  function onKey(event: KeyboardEvent): void {
    const forward = getComputedStyle(dialog).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    if (event.target instanceof HTMLVideoElement || !/^Arrow(Left|Right)$/.test(event.key)) return;
    event.preventDefault();
    go(event.key === forward ? 1 : -1);
  }
}

function swipe(stage: HTMLElement, go: (step: number) => void): void {
  let from: number | null = null;
  stage.addEventListener("pointerdown", (event) => {
    from = event.pointerType === "mouse" || event.target instanceof HTMLVideoElement ? null : event.clientX;
  });
  stage.addEventListener("pointerup", (event) => {
    const moved = from === null ? 0 : event.clientX - from;
    from = null;
    if (Math.abs(moved) < SWIPE) return;
    const rightward = getComputedStyle(stage).direction === "rtl" ? 1 : -1;
    go(Math.sign(moved) * rightward);
  });
}

const large = (media: Media, label: string, base: string): HTMLElement =>
  media.kind === "photo" ? photo(media, label, base) : video(media, label, base);

function photo(media: Photo, alt: string, base: string): HTMLElement {
  const types = [...new Set(media.sources.map(({ type }) => type))];
  const sources = types.map((type) =>
    h("source", {
      type,
      sizes: "100vw",
      srcset: safeSrcset(
        media.sources.filter((each) => each.type === type),
        base,
      ),
    }),
  );
  const src = safeUrl(media.sources[media.sources.length - 1]?.url, base);
  const { width, height } = media;
  return h("picture", {}, ...sources, h("img", { src, alt, width, height, referrerpolicy: "no-referrer" }));
}

/** Somebody pressed play to come here, so it plays; if the browser still refuses, its own controls are there. */
function video(media: Video, label: string, base: string): HTMLElement {
  const tracks = (media.captions ?? []).map(({ url, language }) =>
    h("track", { kind: "captions", srclang: language, src: safeUrl(url, base) }),
  );
  const player = h(
    "video",
    {
      src: safeUrl(media.url, base),
      width: media.width,
      height: media.height,
      controls: true,
      playsinline: true,
      preload: "none",
      crossorigin: tracks.length ? "anonymous" : null,
      "aria-label": label,
    },
    ...tracks,
  );
  player.play().catch(() => undefined);
  return h("div", { class: "player" }, poster(media, base), player);
}

/** Under the video, because an `<img>` can be told to send no referrer and a `poster` cannot. */
function poster({ poster, width, height }: Video, base: string): HTMLElement {
  return h("img", { src: safeUrl(poster, base), alt: "", width, height, referrerpolicy: "no-referrer" });
}
