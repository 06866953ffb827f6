/** What both elements share: attributes in, one feed fetched, events out, and the space kept meanwhile. */

import { h, type Child } from "./dom";
import { feedPage, FeedFailure, type Feed, type Reason, type Source } from "./feed";
import { pickLocale, speaker, type Speaker } from "./strings";

const HOME = new URL(import.meta.url).origin;

export abstract class FeedElement extends HTMLElement {
  static readonly observedAttributes = ["store", "product", "base", "lang"];

  protected readonly box: HTMLElement;
  protected speaker: Speaker = speaker("en");
  #asked = "";
  #queued = false;

  constructor(sheet: CSSStyleSheet, waiting: Child) {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    this.box = h("div", { class: "root waiting", part: "root" }, this.#fallback(), waiting);
    root.append(this.box);
  }

  /** Draws the first page; called again when the attributes change. */
  protected abstract show(feed: Feed): void;

  connectedCallback(): void {
    this.#queue();
  }

  attributeChangedCallback(): void {
    if (this.isConnected) this.#queue();
  }

  protected source(): Source {
    const base = this.getAttribute("base");
    return {
      base: base === null ? HOME : new URL(base, this.baseURI).href.replace(/\/+$/, ""),
      store: this.getAttribute("store") ?? "",
      product: this.getAttribute("product") ?? "",
    };
  }

  protected tell(name: "vv:ready" | "vv:open" | "vv:error", detail: object): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  /** The host's own children (a server-rendered fragment) stay visible until the feed is here; a quiet outline otherwise. */
  #fallback(): HTMLElement {
    const slot = h("slot");
    slot.addEventListener("slotchange", () => {
      this.box.classList.toggle("filled", slot.assignedElements().length > 0);
    });
    return slot;
  }

  /** Several attributes set in a row, or a move within the page, make one load. */
  #queue(): void {
    if (this.#queued) return;
    this.#queued = true;
    queueMicrotask(() => {
      this.#queued = false;
      if (this.isConnected) void this.#load();
    });
  }

  async #load(): Promise<void> {
    const locale = pickLocale([this.closest("[lang]")?.getAttribute("lang"), navigator.language]);
    const asked = JSON.stringify([
      locale,
      ...["base", "store", "product"].map((name) => this.getAttribute(name)),
    ]);
    if (asked === this.#asked) return;
    this.#asked = asked;
    this.speaker = speaker(locale);
    this.box.setAttribute("aria-busy", "true");
    try {
      const feed = await feedPage(this.source(), "newest", 1);
      if (asked !== this.#asked) return;
      if (this.isConnected) this.#settle(feed);
      else this.#asked = "";
    } catch (failure) {
      if (asked === this.#asked) this.#fail(failure instanceof FeedFailure ? failure.reason : "malformed");
    }
  }

  #settle(feed: Feed): void {
    this.box.lang = this.speaker.locale;
    this.show(feed);
    this.box.classList.remove("failed", "filled");
    this.box.removeAttribute("aria-busy");
    this.#release();
    const { count, average } = feed.summary;
    this.tell("vv:ready", { store: feed.store.key, product: feed.product.key, count, average });
  }

  #fail(reason: Reason): void {
    this.#asked = "";
    this.box.replaceChildren(this.#fallback());
    this.box.classList.add("failed");
    this.box.removeAttribute("aria-busy");
    this.#release();
    this.tell("vv:error", { reason });
  }

  /**
   * Gives back reserved space only while the element is below what the reader sees, so that nothing
   * moves under their eyes; until then what follows stays where it is.
   */
  #release(): void {
    if (!this.box.classList.contains("waiting")) return;
    const watch = new IntersectionObserver(([seen]) => {
      if (!seen || seen.isIntersecting || seen.boundingClientRect.top < 0) return;
      this.box.classList.remove("waiting");
      watch.disconnect();
    });
    watch.observe(this);
  }
}
