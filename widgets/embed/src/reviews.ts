/** <vv-reviews>: the summary, the list, its order, its pages, and the way into photos and videos. */

import { h, safeUrl, sheet } from "./dom";
import { FeedElement } from "./element";
import { FeedFailure, feedPage, type Feed, type Media, type Order, type Review } from "./feed";
import { icon } from "./icons";
import { reviewNode } from "./review";
import css from "./reviews.css";
import { summaryNode } from "./summary";

const STYLE = sheet(css);
const ORDERS = ["newest", "highest", "lowest", "media"] as const;

export class VvReviews extends FeedElement {
  #feed!: Feed;
  #refs = new Set<string>();
  #turn = 0;
  #parts!: ReturnType<VvReviews["build"]>;

  constructor() {
    super(STYLE, outline());
  }

  /** A lightbox does not outlive its place in the page. */
  disconnectedCallback(): void {
    this.shadowRoot?.querySelector("dialog")?.remove();
  }

  protected show(feed: Feed): void {
    this.#turn += 1;
    this.#parts = this.build(feed);
    const { heading, bar, list, more, status } = this.#parts;
    const summary = summaryNode(feed, this.speaker, this.source().base, (order) => void this.#reorder(order));
    const region = h(
      "section",
      {
        class: feed.reviews.length ? "region" : "region bare",
        part: "region",
        tabindex: -1,
        "aria-labelledby": "heading",
      },
      heading,
      summary,
    );
    if (feed.reviews.length) region.append(h("div", { class: "body" }, bar, list, more, status));
    this.#fill(feed);
    this.box.replaceChildren(region);
  }

  /** The parts that stay while reviews come and go, so that focus is never lost in a redraw. */
  protected build(feed: Feed) {
    const heading = h("h2", { id: "heading", class: "unseen" }, this.speaker.say("region"));
    const options = ORDERS.filter((order) => order !== "media" || feed.summary.media).map((order) =>
      h("option", { value: order }, this.speaker.say(order)),
    );
    const sort = h("select", { id: "sort", part: "sort" }, ...options);
    sort.addEventListener("change", () => void this.#reorder(sort.value as Order));
    const all = h("button", { type: "button", class: "quiet", part: "all" }, this.speaker.say("all"));
    all.addEventListener("click", () => {
      sort.focus();
      void this.#reorder("newest");
    });
    const label = h("label", { for: "sort" }, this.speaker.say("sort"));
    const order = h("span", { class: "order" }, label, h("span", { class: "select" }, sort, icon("open")));
    const filtered = h("p", { class: "filtered", hidden: true });
    const more = h("button", { type: "button", class: "more", part: "more" }, this.speaker.say("more"));
    more.addEventListener("click", () => void this.#more());
    return {
      heading,
      sort,
      all,
      filtered,
      more,
      bar: h("div", { class: "bar-line", part: "toolbar" }, filtered, order),
      list: h("ol", { class: "list", part: "list", role: "list" }),
      status: h("p", { class: "unseen", role: "status" }),
    };
  }

  async #reorder(order: Order): Promise<void> {
    const feed = await this.#fetch(order, 1);
    if (feed === null) this.#parts.sort.value = sortOf(this.#feed.sort);
    if (!feed) return;
    this.#refs.clear();
    this.#parts.list.replaceChildren();
    this.#fill(feed);
    this.#say();
  }

  async #more(): Promise<void> {
    const { more } = this.#parts;
    if (more.getAttribute("aria-disabled")) return;
    more.setAttribute("aria-disabled", "true");
    const feed = await this.#fetch(this.#feed.sort, this.#feed.page + 1);
    more.removeAttribute("aria-disabled");
    more.textContent = this.speaker.say(feed === null ? "again" : "more");
    if (!feed) return;
    // The first new review takes the focus before the button can vanish; nothing above it moves.
    this.#fill(feed)?.focus({ preventScroll: true });
    this.#say();
  }

  /** A later click overtakes an earlier one that is still waiting, which then gets undefined; null is a failure. */
  async #fetch(order: Order, page: number): Promise<Feed | null | undefined> {
    const turn = (this.#turn += 1);
    const { list } = this.#parts;
    list.setAttribute("aria-busy", "true");
    try {
      const feed = await feedPage(this.source(), order, page);
      return turn === this.#turn ? feed : undefined;
    } catch (failure) {
      if (turn !== this.#turn) return undefined;
      this.tell("vv:error", { reason: failure instanceof FeedFailure ? failure.reason : "malformed" });
      return null;
    } finally {
      list.removeAttribute("aria-busy");
    }
  }

  /** Adds a page to the list and returns its first review; one that moved between pages meanwhile is not shown twice. */
  #fill(feed: Feed): HTMLElement | null {
    const { list, more, sort, filtered, all } = this.#parts;
    if (feed.page === 1) this.#refs = new Set();
    this.#feed = feed;
    const fresh = feed.reviews.filter(({ ref }) => !this.#refs.has(ref));
    const context = {
      speaker: this.speaker,
      store: feed.store.name,
      base: this.source().base,
      open: this.#open,
    };
    const nodes = fresh.map((review) => reviewNode(review, context));
    fresh.forEach(({ ref }) => this.#refs.add(ref));
    list.append(...nodes);
    more.hidden = feed.page >= feed.pages;
    sort.value = sortOf(feed.sort);
    const rating = Number(feed.sort.split("-")[1] ?? 0);
    filtered.hidden = !rating;
    if (rating) filtered.replaceChildren(h("span", {}, this.speaker.count("filtered", rating)), " ", all);
    for (const row of this.box.querySelectorAll<HTMLButtonElement>("[aria-pressed]")) {
      row.setAttribute("aria-pressed", String(row.value === feed.sort));
    }
    return nodes[0] ?? null;
  }

  #say(): void {
    this.#parts.status.textContent = this.speaker.count("shown", this.#refs.size);
  }

  /** The lightbox is a second module, fetched at the first photo or video that somebody opens. */
  readonly #open = async (review: Review, index: number, opener: HTMLElement): Promise<void> => {
    const lightbox = await import("./lightbox").catch(() => null);
    const media = review.media[index];
    if (!media || !this.shadowRoot || !this.isConnected) return;
    this.tell("vv:open", { ref: review.ref, kind: media.kind, index });
    if (!lightbox) return openAlone(media, this.source().base);
    lightbox.open(this.shadowRoot, {
      review,
      index,
      opener,
      speaker: this.speaker,
      base: this.source().base,
    });
  };
}

const sortOf = (order: Order): string => (order.startsWith("stars") ? "newest" : order);

/** A loader kept in a cache may ask for a lightbox that is no longer there; the browser then shows the file itself. */
function openAlone(media: Media, base: string): void {
  const url = media.kind === "video" ? media.url : media.sources[media.sources.length - 1]?.url;
  window.open(safeUrl(url, base) ?? undefined, "_blank", "noopener");
}

/** Three pale reviews, while waiting. */
function outline(): HTMLElement {
  const line = (name: string): HTMLElement => h("i", { class: name });
  const three = [0, 1, 2].map(() => h("div", {}, line("short"), line(""), line(""), line("half")));
  return h("div", { class: "outline", "aria-hidden": "true" }, ...three);
}
