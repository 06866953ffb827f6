/** The entry: defines the elements once, however many copies of the script a page carries. */

import { VvReviews } from "./reviews";
import { VvStars } from "./stars";

const ELEMENTS: [string, CustomElementConstructor][] = [
  ["vv-stars", VvStars],
  ["vv-reviews", VvReviews],
];

for (const [name, element] of ELEMENTS) {
  if (!customElements.get(name)) customElements.define(name, element);
}
