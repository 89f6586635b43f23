// <yordamchi-chat>: the whole chat as one element, on our page (`data-full`) and on any page of a portal.
import { Api } from "./api.js";
import { brand } from "./colour.js";
import { Conversation } from "./conversation.js";
import { element } from "./dom.js";
import { HistoryView } from "./history-view.js";
import { Input } from "./input.js";
import { Language } from "./language.js";
import { ModelLine } from "./model.js";
import { launcher, shell } from "./shell.js";

const HERE = new URL(".", import.meta.url);
const SHEET = "chat.css";
const DARK = "(prefers-color-scheme: dark)";

/** A chat. Its data attributes: `language`, `colour`, `position`, `open`, `title`; `full` is for our own page. */
class YordamchiChat extends HTMLElement {
  static observedAttributes = ["data-language", "data-colour"];
  #root;
  #api = new Api(HERE.origin);
  #language;
  #input;
  #panel;
  #launcher;

  connectedCallback() {
    if (this.#root) return;
    this.#root = this.attachShadow({ mode: "open" });
    this.#start().catch((failure) => {
      // The page as it was served stays: it works without us.
      this.#root.replaceChildren(element("slot"));
      console.error("the chat cannot start", failure);
    });
  }

  attributeChangedCallback(name, before, now) {
    if (!this.#language || before === now) return;
    if (name === "data-language") this.#language.set(now);
    if (name === "data-colour") this.#paint();
  }

  /** Opens the panel and moves the focus into it. */
  open() {
    if (this.#isFull) return;
    this.#show(true);
    this.#input.focus();
  }

  /** Closes the panel and gives the focus back. */
  close() {
    if (this.#isFull) return;
    this.#show(false);
    this.#launcher.focus();
  }

  get #isFull() {
    return "full" in this.dataset;
  }

  async #start() {
    // Until the styles are there, our page shows what was served inside the element.
    const [page] = await Promise.all([this.#page(), this.#styled()]);
    const full = this.#isFull;
    const all = Object.fromEntries(page.locales.map((locale) => [locale.tag, locale]));
    this.#language = new Language(all, this.#locale(page.locale));
    const language = this.#language;
    const heading = this.dataset.title;
    this.#panel = shell(language, { full, heading, longest: page.longest_question });
    this.#root.querySelector("slot")?.remove();
    this.#root.append(this.#panel);
    if (!full) this.#launch(heading);
    language.onChange(() => this.#follow());
    language.wire(this.#root);
    this.#follow();
    this.#paint();
    matchMedia(DARK).addEventListener("change", () => this.#paint());

    this.#input = new Input(this.#root, language);
    const scroller = full ? document.scrollingElement : this.#panel;
    const parts = { root: this.#root, language, input: this.#input, api: this.#api, scroller };
    const conversation = new Conversation(parts);
    new HistoryView(this.#root, language, conversation);
    if (page.turn) conversation.show([page.turn], page.turn.answer.conversation);
    this.#watchLine();
    this.#skip();
    new ModelLine(this.#root.querySelector("#model"), language, this.#api).watch();
    if (!full) this.#show("open" in this.dataset);
    this.dataset.ready = "";
  }

  /** What the chat begins with: our own page was served with it. */
  async #page() {
    const served = this.#isFull && document.querySelector("#page");
    return served ? JSON.parse(served.textContent) : this.#api.interface();
  }

  #styled() {
    const sheet = element("link", { rel: "stylesheet", href: new URL(SHEET, HERE).href });
    // A sheet that does not come must not keep the chat away.
    const settled = new Promise((resolve) => ["load", "error"].forEach((end) => sheet.addEventListener(end, resolve)));
    this.#root.append(sheet);
    if (this.#isFull) this.#root.append(element("slot"));
    return settled;
  }

  /** What the person chose, else what the page says, else what the browser prefers. */
  #locale(served) {
    if (this.#isFull) {
      const asked = new URLSearchParams(location.search).has("lang");
      if (asked) Language.choice = served;
      return asked ? served : (Language.choice ?? served);
    }
    return Language.choice ?? this.dataset.language ?? (document.documentElement.lang || navigator.language);
  }

  #follow() {
    const { locale } = this.#language;
    this.#panel.lang = locale;
    if (this.#launcher) this.#launcher.lang = locale;
    this.#root.querySelector("#statement").href = this.#api.address(`/accessibility?lang=${locale}`);
    if (!this.#isFull) return;
    document.documentElement.lang = locale;
    document.title = this.#language.text("title");
    // The address no longer names the language that it was opened with.
    const asked = new URLSearchParams(location.search).get("lang");
    if (asked && asked !== locale) history.replaceState(null, "", location.pathname);
  }

  #paint() {
    const tokens = brand(this.dataset.colour, matchMedia(DARK).matches ? "dark" : "light") ?? {};
    for (const [token, value] of Object.entries(tokens)) this.style.setProperty(token, value);
  }

  /** Measures are in the root's size of text, which some portals change; `medium` is what the person's browser is set to. */
  #unscaled() {
    const probe = element("span", { class: "medium" });
    this.#root.append(probe);
    const size = (place) => parseFloat(getComputedStyle(place).fontSize);
    this.style.setProperty("--zoom", String(size(probe) / size(document.documentElement)));
    probe.remove();
  }

  #launch(heading) {
    this.#unscaled();
    this.#launcher = launcher(this.#language, heading);
    this.#panel.before(this.#launcher);
    this.#launcher.addEventListener("click", () => this.open());
    this.#root.querySelector("#close").addEventListener("click", () => this.close());
    this.#panel.addEventListener("keydown", (event) => {
      // A dialog inside the panel takes its own Escape.
      if (event.key === "Escape" && !this.#root.querySelector("dialog[open]")) this.close();
    });
  }

  #show(open) {
    this.#panel.hidden = !open;
    this.#launcher.hidden = open;
    this.#launcher.setAttribute("aria-expanded", String(open));
  }

  #watchLine() {
    const notice = this.#root.querySelector("#offline");
    const look = () => (notice.hidden = navigator.onLine);
    addEventListener("online", look);
    addEventListener("offline", look);
    look();
  }

  /** A link to a place inside a shadow leads nowhere by itself. */
  #skip() {
    this.#root.querySelector(".skip")?.addEventListener("click", (event) => {
      event.preventDefault();
      this.#input.focus();
    });
  }
}

if (!customElements.get("yordamchi-chat")) customElements.define("yordamchi-chat", YordamchiChat);
