// The language of the page: its texts, the switch, and what is remembered of the choice.
import { element, find } from "./dom.js";

const REMEMBERED = "yordamchi.locale";

/** The texts of the page in the chosen locale; `changed` is called after every choice. */
export class Language {
  #all;
  #changed = [];

  constructor(page) {
    this.#all = page.locales;
    this.locale = page.locale;
    const asked = new URLSearchParams(location.search).get("lang");
    const remembered = recall();
    if (asked) remember(this.locale);
    else if (remembered && remembered !== this.locale && this.#all[remembered]) this.#set(remembered);
    this.#wireSwitch();
  }

  /** A text of the page; `{0}` in it gives way to the value. */
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

  onChange(changed) {
    this.#changed.push(changed);
  }

  choose(locale) {
    if (!this.#all[locale]) return;
    remember(locale);
    // The address no longer names the language that it was opened with.
    if (location.search) history.replaceState(null, "", location.pathname);
    this.#set(locale);
    for (const changed of this.#changed) changed();
  }

  #set(locale) {
    this.locale = locale;
    document.documentElement.lang = locale;
    document.title = this.text("title");
    for (const [attribute, put] of Object.entries(PLACES)) {
      for (const place of document.querySelectorAll(`[${attribute}]`)) {
        put(place, this.text(place.getAttribute(attribute)));
      }
    }
    for (const name of document.querySelectorAll("[data-locale]")) {
      if (name.dataset.locale === locale) name.setAttribute("aria-current", "true");
      else name.removeAttribute("aria-current");
    }
    find("#locale").value = locale;
  }

  #wireSwitch() {
    for (const name of document.querySelectorAll("[data-locale]")) {
      name.addEventListener("click", (event) => {
        event.preventDefault();
        this.choose(name.dataset.locale);
      });
    }
    const folded = find("#locale");
    folded.value = this.locale;
    folded.addEventListener("change", () => this.choose(folded.value));
  }
}

const PLACES = {
  "data-text": (place, text) => (place.textContent = text),
  "data-text-label": (place, text) => place.setAttribute("aria-label", text),
  "data-text-placeholder": (place, text) => place.setAttribute("placeholder", text),
  "data-text-title": (place, text) => place.setAttribute("title", text),
};

// A browser may forbid storage; then the choice lasts as long as the page.
function recall() {
  try {
    return localStorage.getItem(REMEMBERED);
  } catch {
    return null;
  }
}

function remember(locale) {
  try {
    localStorage.setItem(REMEMBERED, locale);
  } catch {
    // Nothing to do.
  }
}
