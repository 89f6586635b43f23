// One answer in the conversation: the card at once, prose as it comes, then what can be done with it and next.
import { card, sourceLine } from "./card.js";
import { element } from "./dom.js";
import { Rating } from "./rating.js";
import { tools } from "./tools.js";

/** Outcomes about which it makes sense to ask whether they helped. */
const RATED = new Set(["answer", "no_answer"]);

/** Grows with the events of an answer; `ask` is called with the question of a pressed button. */
export class AnswerView {
  #language;
  #api;
  #ask;
  #card;
  #prose;
  #said = "";

  constructor({ language, api, ask }) {
    this.#language = language;
    this.#api = api;
    this.#ask = ask;
    this.item = element("li", { class: "answer" }, this.#own("h2", "assistant", { class: "unseen" }));
  }

  /** Whether anything of the answer is to be seen. */
  get isEmpty() {
    return !this.#card && !this.#prose;
  }

  accepted({ locale }) {
    this.item.lang = locale;
  }

  card(facts) {
    if (this.#card) return;
    this.#card = card(facts, this.#language);
    if (this.#prose) this.#prose.before(this.#card);
    else this.item.append(this.#card);
  }

  delta({ text }) {
    this.#said += text;
    this.#show(this.#said);
  }

  /** The whole answer: the last word on the text, and what can be done next. */
  done(answer) {
    if (answer.card) this.card(answer.card);
    if (answer.text) this.#show(answer.text);
    const list = answer.choices.some((choice) => choice.line);
    if (list) this.#list(answer);
    else this.#buttons("choices", answer.choices.map((choice) => choice.title));
    if (!answer.card && !list) this.#sources(answer.sources);
    if (RATED.has(answer.outcome)) this.item.append(this.#close(answer));
    this.#buttons("suggestions", answer.suggestions.map((suggestion) => suggestion.text));
    this.#buttons("related", answer.related.map((choice) => choice.title));
  }

  halted() {
    this.item.append(this.#own("p", "stopped", { class: "halted" }));
  }

  /** What a screen reader is told when the answer is whole. */
  get spoken() {
    return [this.#card?.querySelector("h3")?.textContent, this.#prose?.textContent].filter(Boolean).join(". ");
  }

  /** A label in the language of the chat, which may be another than the answer's. */
  #own(name, key, attributes) {
    return this.#language.label(name, key, { ...attributes, "data-own": true, lang: this.#language.locale });
  }

  #show(text) {
    if (!this.#prose) {
      this.#prose = element("p", { class: "prose" });
      this.item.append(this.#prose);
    }
    this.#prose.textContent = text.trim();
  }

  #sources(sources) {
    const opens = this.#language.text("new-tab");
    for (const { title, url } of sources) {
      this.item.append(sourceLine({ label: this.#language.text("source"), title, url }, opens));
    }
  }

  /** The services of a life event, in their order; each leads to its own answer and names its source. */
  #list(answer) {
    const opens = this.#language.text("new-tab");
    const pages = new Map(answer.sources.map((source) => [source.service, source]));
    const step = ({ service, title, line }) => {
      const page = pages.get(service);
      return element(
        "li",
        {},
        element("button", { type: "button", onclick: () => this.#ask(title) }, title),
        element("p", {}, line),
        page ? sourceLine({ label: this.#language.text("source"), title: new URL(page.url).host, url: page.url }, opens) : "",
      );
    };
    this.item.append(element("ol", { class: "life-event" }, answer.choices.map(step)));
  }

  #buttons(kind, questions) {
    if (!questions.length) return;
    const heading = kind === "choices" ? "unseen" : "";
    const press = (question) => element("button", { type: "button", onclick: () => this.#ask(question) }, question);
    this.item.append(
      element(
        "div",
        { class: `offer ${kind}` },
        this.#own("h3", kind, { class: heading }),
        element("ul", { class: "choices" }, questions.map((question) => element("li", {}, press(question)))),
      ),
    );
  }

  /** The line that closes an answer: what to do with it, and whether it helped. */
  #close(answer) {
    const language = this.#language;
    return element(
      "div",
      { class: "close", "data-own": true, lang: language.locale },
      answer.card && tools(answer, language, this.#api),
      new Rating(answer.id, language, this.#api).line,
    );
  }
}
