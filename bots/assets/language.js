// The language of the chat: its texts, the switch, and what is remembered of the choice.
import { element, remembered } from "./dom.js";

const CHOICE = "yordamchi.locale";

/** The texts of the chat in the chosen locale. */
export class Language {
  #all;
  #root;
  #changed = [];

  /** `given` is the locale of the page around the chat. */
  constructor(all, given) {
    this.#all = all;
    this.locale = this.#known(given) ?? Object.keys(all)[0];
  }

  /** The locale that this person chose here before. */
  static get choice() {
    return remembered.get(CHOICE);
  }

  static set choice(locale) {
    remembered.set(CHOICE, locale);
  }

  /** A text; `{0}` in it gives way to the value. */
  text(key, value) {
    const text = this.#all[this.locale].texts[key] ?? key;
    return value === undefined ? text : text.replace("{0}", value);
  }

  /** An element that shows a text and follows the language. */
  label(name, key, attributes) {
    return element(name, { ...attributes, "data-text": key }, this.text(key));
  }

  /** The questions of the empty page. */
  get openingQuestions() {
    return this.#all[this.locale].questions;
  }

  /** Locales with their own names. */
  get names() {
    return Object.entries(this.#all).map(([locale, { name }]) => [locale, name]);
  }

  /** Calls back after every change. */
  onChange(changed) {
    this.#changed.push(changed);
  }

  /** Takes the chat's elements into its care. */
  wire(root) {
    this.#root = root;
    for (const name of root.querySelectorAll("[data-locale]")) {
      name.addEventListener("click", (event) => {
        event.preventDefault();
        this.choose(name.dataset.locale);
      });
    }
    root.querySelector("#locale").addEventListener("change", ({ target }) => this.choose(target.value));
    this.#show();
  }

  /** The person's own choice, which is remembered. */
  choose(locale) {
    if (!this.#known(locale)) return;
    Language.choice = locale;
    this.set(locale);
  }

  /** A choice of the page around the chat. */
  set(locale) {
    if (!this.#known(locale) || locale === this.locale) return;
    this.locale = locale;
    this.#show();
    for (const changed of this.#changed) changed();
  }

  #known(locale) {
    if (!locale) return undefined;
    if (this.#all[locale]) return locale;
    // `uz` and `ru-RU` name one of ours, too.
    const language = locale.toLowerCase().split("-")[0];
    return Object.keys(this.#all).find((known) => known.split("-")[0] === language);
  }

  #show() {
    const root = this.#root;
    for (const [attribute, put] of Object.entries(PLACES)) {
      for (const place of root.querySelectorAll(`[${attribute}]`)) put(place, this.text(place.getAttribute(attribute)));
    }
    // Words of the chat that stand in an answer of another language say so themselves.
    for (const place of root.querySelectorAll("[data-own]")) place.lang = this.locale;
    for (const name of root.querySelectorAll("[data-locale]")) {
      if (name.dataset.locale === this.locale) name.setAttribute("aria-current", "true");
      else name.removeAttribute("aria-current");
    }
    root.querySelector("#locale").value = this.locale;
  }
}

const PLACES = {
  "data-text": (place, text) => (place.textContent = text),
  "data-text-label": (place, text) => place.setAttribute("aria-label", text),
  "data-text-placeholder": (place, text) => place.setAttribute("placeholder", text),
  "data-text-title": (place, text) => place.setAttribute("title", text),
};
