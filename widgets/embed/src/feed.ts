/** The public feed as widgets/schema/feed.json describes it, and how a page of it is fetched. */

export type Rating = 1 | 2 | 3 | 4 | 5;
export type Order = "newest" | "highest" | "lowest" | "media" | `stars-${Rating}`;
export type Label = "rewarded" | "insider" | "ambassador" | "imported";
export type Moment = "after_purchase" | "one_month" | "six_months" | "support_resolved" | "event";

export interface Photo {
  kind: "photo";
  width: number;
  height: number;
  colour: string;
  alt: string;
  sources: { url: string; type: string; width: number }[];
}

export interface Video {
  kind: "video";
  width: number;
  height: number;
  duration_s: number;
  poster: string;
  url: string;
  type: string;
  alt: string;
  captions?: { url: string; language: string }[];
}

export type Media = Photo | Video;

export interface Said {
  rating: Rating;
  title: string | null;
  words: string;
  day: number | null;
}

export interface Earlier extends Said {
  on: string;
}

export interface Answer {
  key: string;
  label: string;
  text: string | null;
  scale: number | null;
}

export interface Review extends Said {
  ref: string;
  language: string;
  author: string;
  submitted_on: string;
  experience_on: string;
  updated_on: string | null;
  verified: boolean;
  counted: boolean;
  labels: Label[];
  moment: Moment | null;
  answers: Answer[];
  media: Media[];
  reply: { words: string; author: string; on: string } | null;
  earlier: Earlier[];
}

export interface Feed {
  version: 1;
  built_at: string;
  store: { key: string; name: string; transparency_url: string; write_url: string | null };
  product: { key: string; name: string; url: string | null };
  summary: {
    count: number;
    average: number | null;
    histogram: Record<Rating, number>;
    outside: number;
    media: number;
  };
  sort: Order;
  page: number;
  pages: number;
  per_page: number;
  reviews: Review[];
  checked: boolean;
}

/** What a failure is called in the detail of vv:error. */
export type Reason = "incomplete" | "unreachable" | "malformed";

export class FeedFailure extends Error {
  constructor(readonly reason: Reason) {
    super(reason);
  }
}

export interface Source {
  base: string;
  store: string;
  product: string;
}

/** How long two elements of one page share an answer, in milliseconds; the HTTP cache does the rest. */
const SHARED_FOR = 60_000;
const PATIENCE = 15_000;

/** Percent-encodes as RFC 3986 does, so that every client asks for the same bytes. */
const segment = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);

/** A key of dots alone would climb out of its folder, because URLs treat %2E like a dot. */
const isKey = (key: string): boolean => !!key && key !== "." && key !== "..";

export function pageUrl({ base, store, product }: Source, order: Order, page: number): string {
  if (!isKey(store) || !isKey(product)) throw new FeedFailure("incomplete");
  const folder = `${base}/feeds/v1/${segment(store)}/${segment(product)}`;
  if (order !== "newest") return `${folder}/${order}/${page}.json`;
  return page === 1 ? `${folder}.json` : `${folder}/${page}.json`;
}

async function fetchFeed(url: string): Promise<Feed> {
  const answer = await fetch(url, {
    credentials: "omit",
    referrerPolicy: "no-referrer",
    signal: AbortSignal.timeout(PATIENCE),
  }).catch(() => null);
  if (!answer?.ok) throw new FeedFailure("unreachable");
  const feed = (await answer.json().catch(() => null)) as Feed | null;
  if (feed?.version !== 1 || !feed.summary || !Array.isArray(feed.reviews))
    throw new FeedFailure("malformed");
  return feed;
}

const shared = new Map<string, Promise<Feed>>();

/** One page of the feed; vv-stars and vv-reviews of the same product share one request. */
export function feedPage(source: Source, order: Order, page: number): Promise<Feed> {
  const url = pageUrl(source, order, page);
  const known = shared.get(url);
  if (known) return known;
  const asked = fetchFeed(url);
  shared.set(url, asked);
  asked.then(
    () => setTimeout(() => shared.delete(url), SHARED_FOR),
    () => shared.delete(url),
  );
  return asked;
}
