/** <vv-stars>: the average as stars, and the way to the reviews. */

import { h, safeUrl, sheet, type SafeUrl } from "./dom";
import { FeedElement } from "./element";
import type { Feed } from "./feed";
import { stars } from "./icons";
import css from "./stars.css";

const STYLE = sheet(css);

export class VvStars extends FeedElement {
  #feed: Feed | null = null;

  constructor() {
    super(STYLE, null);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("vv:ready", this.#linkLater);
  }

  disconnectedCallback(): void {
    window.removeEventListener("vv:ready", this.#linkLater);
  }

  protected show(feed: Feed): void {
    this.#feed = feed;
    this.box.replaceChildren(
      feed.summary.count ? this.#line(feed) : h("span", { class: "none" }, this.speaker.say("none")),
    );
  }

  /** The reviews may come into the page after the stars. */
  readonly #linkLater = (): void => {
    if (this.#feed && !this.box.querySelector("a")) this.show(this.#feed);
  };

  #line({ summary, product }: Feed): HTMLElement {
    const value = this.speaker.average(summary.average ?? 0);
    const reviews = this.speaker.count("reviews", summary.count);
    const label = this.speaker.say("starsLine", { value, reviews });
    const drawn = [
      stars(summary.average ?? 0, label),
      h(
        "span",
        { class: "figures", "aria-hidden": "true" },
        h("span", { part: "average" }, value),
        h("span", { class: "count", part: "count" }, reviews),
      ),
    ];
    const reviewsHere = this.#reviews();
    const href = reviewsHere ? (`#${reviewsHere.id}` as SafeUrl) : safeUrl(product.url, this.source().base);
    if (!href) return h("span", { class: "line" }, ...drawn);
    const link = h("a", { class: "line", part: "link", href }, ...drawn);
    link.addEventListener("click", this.#jump);
    return link;
  }

  /** The page's reviews of this product. */
  #reviews(): HTMLElement | undefined {
    const page: NodeListOf<HTMLElement> = Document.prototype.querySelectorAll.call(
      document,
      "vv-reviews",
    ) as NodeListOf<HTMLElement>;
    return [...page].find((each) => each.getAttribute("product") === this.getAttribute("product"));
  }

  readonly #jump = (event: Event): void => {
    const reviews = this.#reviews();
    if (!reviews) return;
    event.preventDefault();
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    reviews.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "start" });
    reviews.shadowRoot?.querySelector<HTMLElement>("[part~=region]")?.focus({ preventScroll: true });
  };
}
