/** Every sentence we say, in English and French, and how numbers, days and plurals are said. */

import { en } from "./en";
import { fr } from "./fr";
import type { Child } from "./dom";

export type Plural = { one: string; other: string };
export type Strings = typeof en;
type Counted = { [key in keyof Strings]: Strings[key] extends Plural ? key : never }[keyof Strings];
type Sentence = Exclude<keyof Strings, Counted>;
type Values = Record<string, string | number>;

const TABLES: Record<string, Strings> = { en, fr };

export interface Speaker {
  locale: string;
  /** A sentence with its {names} filled in. */
  say: (key: Sentence, values?: Values) => string;
  /** The same, as a list of nodes, so that a name may be an element. */
  parts: (key: Sentence, values: Record<string, Node | string>) => Child[];
  /** A sentence that depends on a number, itself available as {n}. */
  count: (key: Counted, n: number, values?: Values) => string;
  /** "2026-03-12" as "12 March 2026"; a day has no time zone, so it is read and said in UTC. */
  day: (iso: string) => string;
  /** 4.43 as "4.4"; only a perfect average is ever shown as 5. */
  average: (value: number) => string;
  duration: (seconds: number) => string;
}

function fill(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}

/** The first of the wanted languages that we speak, with its region; English otherwise. */
export function pickLocale(wanted: (string | null | undefined)[]): string {
  for (const tag of wanted) {
    try {
      const [canonical] = Intl.getCanonicalLocales((tag ?? "").replace("_", "-") || []);
      if (canonical) return TABLES[canonical.slice(0, 2)] && !/^\w{3}/.test(canonical) ? canonical : "en";
    } catch {
      // A host's lang attribute may hold anything; the next one decides.
    }
  }
  return "en";
}

export function speaker(locale: string): Speaker {
  const table = TABLES[locale.slice(0, 2)] ?? en;
  const plural = new Intl.PluralRules(locale);
  const number = new Intl.NumberFormat(locale);
  const tenth = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" });
  return {
    locale,
    say: (key, values = {}) => fill(table[key], values),
    parts: (key, values) =>
      table[key].split(/\{(\w+)\}/).map((piece, at) => (at % 2 ? (values[piece] ?? "") : piece)),
    count: (key, n, values = {}) => {
      const forms = table[key];
      return fill(plural.select(n) === "one" ? forms.one : forms.other, { n: number.format(n), ...values });
    },
    // French says "1er mars"; CLDR's long date says "1 mars".
    day: (iso) => date.format(new Date(`${iso}T00:00:00Z`)).replace(/^1(?= )/, table === fr ? "1er" : "1"),
    average: (value) => tenth.format(value < 5 ? Math.min(value, 4.9) : 5),
    duration: (seconds) => {
      const whole = Math.max(1, Math.round(seconds));
      return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
    },
  };
}
