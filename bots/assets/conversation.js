// The conversation: a question goes out, its answer grows, one at a time.
import { AnswerView } from "./answer.js";
import { Problem } from "./api.js";
import { element, link } from "./dom.js";
import { Following } from "./following.js";
import { History } from "./history.js";

export class Conversation {
  #language;
  #input;
  #api;
  #following;
  #parts;
  #history = new History();
  #id;
  #running;

  constructor({ root, language, input, api, scroller }) {
    this.#language = language;
    this.#input = input;
    this.#api = api;
    this.#following = new Following(scroller);
    const part = (name) => root.querySelector(`#${name}`);
    this.#parts = {
      list: part("messages"),
      status: part("status"),
      told: part("told"),
      welcome: part("welcome"),
      fresh: part("new"),
      opening: part("opening"),
      scroller,
    };
    input.onAsk = (question) => this.ask(question);
    input.onStop = () => this.stop();
    this.#parts.fresh.addEventListener("click", () => this.restart());
    language.onChange(() => this.#offerOpening());
    this.#offerOpening();
  }

  /** What is kept of earlier conversations. */
  get history() {
    return this.#history;
  }

  async ask(question) {
    // The answer under way gives place to the new question.
    this.stop();
    this.#parts.list.querySelectorAll("[data-failed]").forEach((item) => item.remove());
    const stopping = new AbortController();
    this.#running = stopping;
    this.#begin();
    this.#input.busy = true;
    const { asked, view } = this.#turn(question);
    this.#say("searching");
    this.#following.start(asked);
    try {
      await this.#receive(question, { view, asked, signal: stopping.signal });
    } catch (failure) {
      if (stopping.signal.aborted) {
        view.halted();
        asked.after(view.item);
      } else {
        this.#fail(failure, { question, asked, view });
      }
    }
    this.#following.grown();
    // A newer question may have taken over.
    if (this.#running !== stopping) return;
    this.#running = undefined;
    this.#input.busy = false;
    this.#say();
  }

  stop() {
    this.#running?.abort();
  }

  restart() {
    this.#clear();
    this.#parts.fresh.hidden = true;
    this.#parts.welcome.hidden = false;
    this.#parts.scroller.scrollTo(0, 0);
    this.#input.focus();
  }

  /** Shows turns that were had before, and goes on with their conversation. */
  show(turns, id) {
    this.#clear();
    this.#begin();
    this.#id = id;
    for (const { question, answer } of turns) {
      const { asked, view } = this.#turn(question);
      asked.querySelector(".words").lang = tag(answer);
      view.accepted({ locale: tag(answer) });
      view.done(answer);
      asked.after(view.item);
      this.#following.start(asked);
    }
    this.#input.focusWithoutKeyboard();
  }

  #begin() {
    this.#parts.welcome.hidden = true;
    this.#parts.fresh.hidden = false;
  }

  #clear() {
    this.stop();
    this.#running = undefined;
    this.#id = undefined;
    this.#parts.list.replaceChildren();
    this.#parts.told.replaceChildren();
    this.#say();
    this.#input.busy = false;
  }

  #turn(question) {
    const asked = element(
      "li",
      { class: "asked-by-person" },
      this.#language.label("span", "you", { class: "unseen", "data-own": true, lang: this.#language.locale }),
      " ",
      element("span", { class: "words" }, question),
    );
    const view = new AnswerView({ language: this.#language, api: this.#api, ask: (next) => this.#pressed(next) });
    this.#parts.list.append(asked);
    return { asked, view };
  }

  async #receive(question, { view, asked, signal }) {
    const about = { question, conversation: this.#id, locale: this.#language.locale };
    const broken = () => this.#say("resuming");
    for await (const { name, data } of this.#api.ask(about, { signal, broken })) {
      if (signal.aborted) throw signal.reason;
      if (name === "accepted") {
        this.#id = data.conversation;
        asked.querySelector(".words").lang = data.locale;
        view.accepted(data);
      } else if (name === "card") {
        view.card(data);
        this.#say("writing");
      } else if (name === "delta") {
        view.delta(data);
        this.#say("writing");
      } else if (name === "done") {
        this.#id = data.conversation ?? this.#id;
        if (data.outcome === "error") throw new Problem(undefined, data.text);
        view.done(data);
        this.#history.keep(this.#id, { question, answer: data });
        this.#announce(view);
      }
      if (!view.isEmpty && !view.item.isConnected) asked.after(view.item);
      this.#following.grown();
    }
  }

  #pressed(question) {
    this.ask(question);
    this.#input.focusWithoutKeyboard();
  }

  #fail(failure, { question, asked, view }) {
    const language = this.#language;
    const number = language.text("hotline-number");
    this.#input.giveBack(question);
    // All of it goes when the question is asked again.
    asked.dataset.failed = "";
    view.item.dataset.failed = "";
    const last = view.item.isConnected ? view.item : asked;
    const broken = view.isEmpty ? "failed-connection" : "failed-broken";
    const detail = failure instanceof Problem ? failure.detail : language.text(broken);
    last.after(
      element(
        "li",
        { class: "failure", "data-failed": true },
        element(
          "div",
          { role: "alert", lang: language.locale },
          element("p", {}, element("strong", {}, failure.title ?? language.text("failed-title"))),
          element("p", {}, detail ?? language.text("failed-internal")),
          element("p", {}, language.text("failed-kept"), " ", language.text("hotline"), ": ", link(number, `tel:${number}`)),
        ),
      ),
    );
  }

  #say(key) {
    const text = key ? this.#language.text(key) : "";
    // Written once, not with every sentence: a screen reader announces each change.
    if (this.#parts.status.textContent !== text) this.#parts.status.textContent = text;
  }

  #announce(view) {
    const said = `${this.#language.text("ready")} ${view.spoken}`;
    this.#parts.told.replaceChildren(element("p", { lang: view.item.lang }, said));
  }

  #offerOpening() {
    const press = (question) => element("button", { type: "button", onclick: () => this.#pressed(question) }, question);
    const items = this.#language.openingQuestions.map((question) => element("li", {}, press(question)));
    this.#parts.opening.replaceChildren(...items);
    this.#parts.opening.lang = this.#language.locale;
  }
}

/** The locale of an answer, as its object names it. */
function tag({ language, script, card }) {
  if (card) return card.locale;
  return language === "uz" ? `uz-${script === "cyrl" ? "Cyrl" : "Latn"}` : language;
}
