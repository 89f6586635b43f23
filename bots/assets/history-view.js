// The list of earlier conversations: to go on with one, or to delete it.
import { element } from "./dom.js";

export class HistoryView {
  #dialog;
  #list;
  #all;
  #language;
  #conversation;

  constructor(root, language, conversation) {
    this.#dialog = root.querySelector("#history");
    this.#list = root.querySelector("#kept");
    this.#all = root.querySelector("#history-delete-all");
    this.#language = language;
    this.#conversation = conversation;
    root.querySelector("#past").addEventListener("click", () => this.#open());
    root.querySelector("#history-close").addEventListener("click", () => this.#dialog.close());
    this.#all.addEventListener("click", () => {
      this.#conversation.history.clear();
      this.#show();
    });
  }

  #open() {
    this.#show();
    // The focus goes in, stays in, and comes back by itself.
    this.#dialog.showModal();
  }

  #show() {
    const kept = this.#conversation.history.all;
    const empty = this.#language.label("li", "history-empty", { class: "none" });
    this.#list.replaceChildren(...(kept.length ? kept.map((each) => this.#item(each)) : [empty]));
    this.#all.hidden = !kept.length;
    if (!kept.length) this.#dialog.querySelector("#history-close").focus();
  }

  #item({ id, at, turns }) {
    const language = this.#language;
    const [{ question, answer }] = turns;
    const open = () => {
      this.#dialog.close();
      this.#conversation.show(turns, id);
    };
    const remove = () => {
      this.#conversation.history.delete(id);
      this.#show();
      this.#dialog.querySelector(".kept button")?.focus();
    };
    const day = new Date(at);
    const written = day.toLocaleString(language.locale, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
    return element(
      "li",
      {},
      element("button", { class: "open", type: "button", onclick: open, lang: answer.card?.locale }, question),
      element("time", { datetime: day.toISOString() }, written),
      element(
        "button",
        { class: "plain", type: "button", onclick: remove, "aria-label": `${language.text("history-delete")}: ${question}` },
        language.text("history-delete"),
      ),
    );
  }
}
