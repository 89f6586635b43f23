// Whether an answer helped, and if not, why. Said again it replaces what was said before.
import { element } from "./dom.js";

const REASONS = ["reason-other-service", "reason-incomplete", "reason-wrong", "reason-unclear"];
/** Characters of a reason in the person's own words; the server keeps no more. */
const LONGEST = 500;

export class Rating {
  #id;
  #language;
  #api;

  constructor(id, language, api) {
    this.#id = id;
    this.#language = language;
    this.#api = api;
    this.line = element("div", { class: "helpful", role: "group", "data-text-label": "helpful-question" });
    this.line.setAttribute("aria-label", language.text("helpful-question"));
    this.line.append(
      language.label("span", "helpful-question"),
      language.label("button", "helpful-yes", { class: "plain", type: "button", onclick: () => this.#say(true) }),
      language.label("button", "helpful-no", { class: "plain", type: "button", onclick: () => this.#say(false) }),
    );
  }

  async #say(helpful, reason) {
    try {
      await this.#api.feedback(this.#id, helpful, reason, this.#language.locale);
    } catch {
      this.line.querySelector("[role=alert]")?.remove();
      this.line.append(this.#language.label("span", "helpful-failed", { role: "alert" }));
      return;
    }
    if (helpful || reason !== undefined) this.#thank();
    else this.#why();
  }

  #thank() {
    const thanks = this.#language.label("span", "helpful-thanks", { tabindex: -1 });
    this.line.replaceChildren(thanks);
    // The pressed button is gone; the focus must not be lost with it, and moving it reads the thanks aloud.
    thanks.focus({ preventScroll: true });
  }

  #why() {
    const language = this.#language;
    const words = element("input", { type: "text", maxlength: LONGEST, id: `why-${this.#id}`, autocomplete: "off" });
    const send = (event) => {
      event.preventDefault();
      this.#say(false, words.value.trim());
    };
    const reason = (key) => {
      const press = () => this.#say(false, key.replace("reason-", ""));
      return element("li", {}, language.label("button", key, { type: "button", onclick: press }));
    };
    const form = element(
      "form",
      { class: "why", onsubmit: send },
      language.label("p", "reason-question"),
      element("ul", { class: "choices" }, REASONS.map(reason)),
      language.label("label", "reason-words", { for: words.id }),
      element("div", { class: "words" }, words, language.label("button", "reason-send", { type: "submit" })),
    );
    this.line.replaceChildren(form);
    form.querySelector("button").focus({ preventScroll: true });
  }
}
