// The conversation: a question goes out, its answer grows, one at a time.
import { AnswerView } from "./answer.js";
import { Problem, ask } from "./api.js";
import { element, find, link } from "./dom.js";
import { Following } from "./following.js";

export class Conversation {
  #language;
  #input;
  #following = new Following();
  #list = find("#messages");
  #status = find("#status");
  #told = find("#told");
  #welcome = find("#welcome");
  #fresh = find("#new");
  #id;
  #running;

  constructor(language, input) {
    this.#language = language;
    this.#input = input;
    input.onAsk = (question) => this.ask(question);
    input.onStop = () => this.stop();
    this.#fresh.addEventListener("click", () => this.restart());
    language.onChange(() => this.#offerOpening());
    this.#offerOpening();
  }

  async ask(question) {
    // The answer under way gives place to the new question.
    this.stop();
    this.#list.querySelectorAll("[data-failed]").forEach((item) => item.remove());
    const stopping = new AbortController();
    this.#running = stopping;
    this.#welcome.hidden = true;
    this.#fresh.hidden = false;
    this.#input.busy = true;

    const asked = element(
      "li",
      { class: "asked-by-person" },
      this.#language.label("span", "you", { class: "unseen" }),
      " ",
      element("span", { class: "words" }, question),
    );
    const view = new AnswerView(this.#language, (next) => this.#pressed(next));
    this.#list.append(asked);
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
    this.stop();
    this.#running = undefined;
    this.#id = undefined;
    this.#list.replaceChildren();
    this.#told.replaceChildren();
    this.#say();
    this.#input.busy = false;
    this.#fresh.hidden = true;
    this.#welcome.hidden = false;
    scrollTo(0, 0);
    this.#input.focus();
  }

  async #receive(question, { view, asked, signal }) {
    const about = { question, conversation: this.#id, locale: this.#language.locale };
    let whole = false;
    for await (const { name, data } of ask(about, signal)) {
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
        whole = true;
        this.#id = data.conversation ?? this.#id;
        if (data.outcome === "error") throw new Problem(undefined, data.text);
        view.done(data);
        this.#announce(view);
      }
      if (!view.isEmpty && !view.item.isConnected) asked.after(view.item);
      this.#following.grown();
    }
    if (!whole) throw new Problem(undefined, this.#language.text("failed-broken"));
  }

  #pressed(question) {
    this.ask(question);
    this.#input.focusWithoutKeyboard();
  }

  #fail(failure, { question, asked, view }) {
    const language = this.#language;
    const detail = failure instanceof Problem ? failure.detail : language.text("failed-connection");
    const number = language.text("hotline-number");
    this.#input.giveBack(question);
    // All of it goes when the question is asked again.
    asked.dataset.failed = "";
    view.item.dataset.failed = "";
    const last = view.item.isConnected ? view.item : asked;
    last.after(
      element(
        "li",
        { class: "failure", role: "alert", "data-failed": true, lang: language.locale },
        element("p", {}, element("strong", {}, failure.title ?? language.text("failed-title"))),
        element("p", {}, detail ?? language.text("failed-internal")),
        element("p", {}, language.text("failed-kept"), " ", language.text("hotline"), ": ", link(number, `tel:${number}`)),
      ),
    );
  }

  #say(key) {
    const text = key ? this.#language.text(key) : "";
    // Written once, not with every sentence: a screen reader announces each change.
    if (this.#status.textContent !== text) this.#status.textContent = text;
  }

  #announce(view) {
    this.#told.replaceChildren(element("p", { lang: view.item.lang }, `${this.#language.text("ready")} ${view.spoken}`));
  }

  #offerOpening() {
    const press = (question) => element("button", { type: "button", onclick: () => this.#pressed(question) }, question);
    const items = this.#language.openingQuestions.map((question) => element("li", {}, press(question)));
    find("#opening").replaceChildren(...items);
    find("#opening").lang = this.#language.locale;
  }
}
