/** The one small set of drawings: stars, arrows, a tick, play, close. */

import { h, svg } from "./dom";

const STAR = "M12 1.8l3.1 6.6 7.1.9-5.2 5 1.3 7.1L12 18l-6.3 3.4L7 14.3l-5.2-5 7.1-.9z";
const ICONS = {
  tick: "M9.6 18.2 3.7 12.3l1.6-1.6 4.3 4.3 9.1-9.1 1.6 1.6z",
  play: "M7 4.5v15l13-7.5z",
  close: "M18.4 4.2 12 10.6 5.6 4.2 4.2 5.6l6.4 6.4-6.4 6.4 1.4 1.4 6.4-6.4 6.4 6.4 1.4-1.4-6.4-6.4 6.4-6.4z",
  previous: "M15.6 4 7.6 12l8 8 1.5-1.5L10.6 12l6.5-6.5z",
  next: "M8.4 4l8 8-8 8-1.5-1.5 6.5-6.5-6.5-6.5z",
  plus: "M11 4h2v7h7v2h-7v7h-2v-7H4v-2h7z",
  minus: "M4 11h16v2H4z",
  open: "M12 16.4 4.3 8.7l1.4-1.4L12 13.6l6.3-6.3 1.4 1.4z",
} as const;

export type Icon = keyof typeof ICONS;

const hidden = { "aria-hidden": "true", focusable: "false" } as const;

export const icon = (name: Icon): SVGElement =>
  svg("svg", { ...hidden, class: `icon ${name}`, viewBox: "0 0 24 24" }, svg("path", { d: ICONS[name] }));

const row = (name: string): SVGElement => {
  const five = svg("g", { class: name });
  for (let at = 0; at < 5; at += 1) {
    five.append(
      svg("svg", { x: at * 26, width: 24, height: 24, viewBox: "0 0 24 24" }, svg("path", { d: STAR })),
    );
  }
  return five;
};

/** Five stars, `value` of them filled (0 to 5, fractions allowed); an inner svg clips, so no id and no style is needed. */
export function stars(value: number, label: string): HTMLElement {
  const whole = Math.floor(value);
  const width = whole * 26 + (value - whole) * 24;
  return h(
    "span",
    { class: "stars", part: "stars", role: "img", "aria-label": label },
    svg(
      "svg",
      { ...hidden, viewBox: "0 0 128 24" },
      row("off"),
      svg("svg", { class: "clip", width, height: 24, viewBox: `0 0 ${Math.max(width, 0.01)} 24` }, row("on")),
    ),
  );
}

/** A single small star, for lines such as "day 12 ★5". */
export const star = (): SVGElement =>
  svg("svg", { ...hidden, class: "icon star", viewBox: "0 0 24 24" }, svg("path", { d: STAR }));

/** A bar filled to `share` (0 to 1). */
export const bar = (share: number): SVGElement =>
  svg(
    "svg",
    { ...hidden, class: "bar", width: "100%", height: 4 },
    svg("rect", { class: "track", width: "100%", height: 4, rx: 2 }),
    svg("rect", { class: "fill", width: `${Math.round(share * 1000) / 10}%`, height: 4, rx: 2 }),
  );
