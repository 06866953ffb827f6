/** Thumbnails of photos and videos, with their place reserved before a byte of them is loaded. */

import { h, safeSrcset, safeUrl, svg, type SafeUrl } from "./dom";
import type { Media, Photo, Review } from "./feed";
import { icon } from "./icons";
import type { Speaker } from "./strings";

const COLOUR = /^#[0-9a-f]{6}$/i;

export function mediaNode(
  review: Review,
  speaker: Speaker,
  base: string,
  open: (index: number, opener: HTMLElement) => void,
): HTMLElement {
  const thumbnails = review.media.map((media, index) => {
    const button = thumbnail(media, review.author, speaker, base);
    button.addEventListener("click", () => open(index, button));
    return h("li", {}, button);
  });
  return h("ul", { class: "media", part: "media" }, ...thumbnails);
}

export function describe(media: Media, author: string, speaker: Speaker): string {
  return media.alt || speaker.say(media.kind === "photo" ? "photoBy" : "videoBy", { author });
}

function thumbnail(media: Media, author: string, speaker: Speaker, base: string): HTMLElement {
  const what = describe(media, author, speaker);
  const duration = media.kind === "video" ? speaker.duration(media.duration_s) : "";
  const label =
    media.kind === "video" ? speaker.say("play", { what, duration }) : speaker.say("enlarge", { what });
  return h(
    "button",
    {
      type: "button",
      class: `thumb ${media.kind}`,
      part: "media-item",
      "aria-label": label,
      "aria-haspopup": "dialog",
    },
    tint(media),
    media.kind === "video" ? image(media, safeUrl(media.poster, base)) : picture(media, base),
    media.kind === "video" && h("span", { class: "badge", "aria-hidden": "true" }, icon("play"), duration),
  );
}

const tint = (media: Media): SVGElement =>
  svg(
    "svg",
    { class: "tint", "aria-hidden": "true", width: "100%", height: "100%" },
    svg("rect", {
      width: "100%",
      height: "100%",
      fill: media.kind === "photo" && COLOUR.test(media.colour) ? media.colour : "#8883",
    }),
  );

function image({ width, height }: Media, src: SafeUrl | null): HTMLElement {
  return h("img", {
    src,
    width,
    height,
    alt: "",
    loading: "lazy",
    decoding: "async",
    referrerpolicy: "no-referrer",
  });
}

/** Grouped by format in the feed's order; `sizes` is about the width a thumbnail takes. */
function picture(photo: Photo, base: string): HTMLElement {
  const types = [...new Set(photo.sources.map(({ type }) => type))];
  const last = photo.sources.filter(({ type }) => type === types[types.length - 1]);
  const smallest = last.reduce((a, b) => (b.width < a.width ? b : a), last[0] ?? { url: "", width: 0 });
  const sources = types.map((type) =>
    h("source", {
      type,
      sizes: "12rem",
      srcset: safeSrcset(
        photo.sources.filter((each) => each.type === type),
        base,
      ),
    }),
  );
  return h("picture", {}, ...sources, image(photo, safeUrl(smallest.url, base)));
}
