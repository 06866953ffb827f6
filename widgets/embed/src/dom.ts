/** Builds nodes from text and a fixed list of attributes; nothing here parses markup (requirement W1). */

declare const checked: unique symbol;

/** An address that `safeUrl` let through: http or https. */
export type SafeUrl = string & { [checked]: true };

type Plain =
  | "class"
  | "part"
  | "id"
  | "lang"
  | "dir"
  | "role"
  | "type"
  | "value"
  | "title"
  | "alt"
  | "rel"
  | "target"
  | "width"
  | "height"
  | "loading"
  | "decoding"
  | "referrerpolicy"
  | "sizes"
  | "preload"
  | "controls"
  | "playsinline"
  | "crossorigin"
  | "kind"
  | "srclang"
  | "datetime"
  | "tabindex"
  | "disabled"
  | "hidden"
  | "for"
  | "selected"
  | "slot"
  | "aria-label"
  | "aria-hidden"
  | "aria-pressed"
  | "aria-expanded"
  | "aria-busy"
  | "aria-haspopup"
  | "aria-live"
  | "aria-labelledby"
  | "aria-disabled"
  | "aria-modal";
type Address = "href" | "src" | "poster" | "srcset";

export type Attributes = { [name in Plain]?: string | number | boolean | null | undefined } & {
  [name in Address]?: SafeUrl | null;
};
export type Child = Node | string | null | false | undefined;

// A host page may hold <img name="createElement">, which shadows document.createElement; the prototype cannot be shadowed.
const { createElement, createElementNS } = Document.prototype;

// Chromium may fetch a picture it knows the moment it hears the address: what decides how to fetch must be said before.
const last = (name: string): boolean => /^(src|srcset|poster)$/.test(name);
const addressLast = ([a]: [string, unknown], [b]: [string, unknown]): number => Number(last(a)) - Number(last(b));

export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const node = createElement.call(document, tag) as HTMLElementTagNameMap[Tag];
  for (const [name, value] of Object.entries(attributes).sort(addressLast)) {
    if (value !== null && value !== undefined && value !== false)
      node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.filter((child): child is Node | string => !!child));
  return node;
}

type Drawn =
  | "class"
  | "viewBox"
  | "width"
  | "height"
  | "x"
  | "d"
  | "fill"
  | "aria-hidden"
  | "focusable"
  | "rx"
  | "y"
  | "preserveAspectRatio";

export function svg(
  tag: "svg" | "path" | "rect" | "g",
  attributes: { [name in Drawn]?: string | number },
  ...children: Node[]
): SVGElement {
  const node = createElementNS.call(document, "http://www.w3.org/2000/svg", tag) as SVGElement;
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  node.append(...children);
  return node;
}

/** The absolute address, or null unless it is http or https (requirement W4). */
export function safeUrl(address: string | null | undefined, base: string): SafeUrl | null {
  if (!address) return null;
  try {
    const url = new URL(address, base);
    return /^https?:$/.test(url.protocol) ? (url.href as SafeUrl) : null;
  } catch {
    return null;
  }
}

/** A srcset; commas are escaped because they separate its candidates. */
export function safeSrcset(sources: { url: string; width: number }[], base: string): SafeUrl | null {
  const candidates = sources.flatMap(({ url, width }) => {
    const safe = safeUrl(url, base);
    return safe ? [`${safe.replace(/,/g, "%2C")} ${width}w`] : [];
  });
  return candidates.length ? (candidates.join(", ") as SafeUrl) : null;
}

export function sheet(css: string): CSSStyleSheet {
  const made = new CSSStyleSheet();
  made.replaceSync(css);
  return made;
}
