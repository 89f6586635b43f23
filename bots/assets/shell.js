// The frame of the chat: header, empty page, conversation, input, history. One for the page and for the panel on a portal.
import { element, icon, mark } from "./dom.js";

const PLUS = "M8 3v10M3 8h10";
const CLOCK = "M8 2.5a5.5 5.5 0 1 1-.01 0zM8 5v3.2l2.2 1.3";
const CROSS = "m4 4 8 8M12 4l-8 8";

/** The frame as an element; `full` is the page, otherwise it is the panel. `heading` is the portal's own name for it. */
export function shell(language, { full, heading, longest }) {
  return element(
    "div",
    full ? { class: "frame" } : { class: "frame panel", role: "dialog", "aria-labelledby": "name" },
    full && language.label("a", "to-input", { class: "skip", href: "#question" }),
    head(language, { full, heading }),
    element(
      full ? "main" : "div",
      { class: "column" },
      language.label("p", "offline", { class: "notice offline", id: "offline", role: "status", hidden: true }),
      welcome(language),
      element("ol", { class: "messages", id: "messages", "data-text-label": "conversation" }),
      element("p", { class: "status", id: "status", role: "status" }),
      element("div", { class: "unseen", id: "told", role: "log" }),
    ),
    dock(language, longest),
    history(language),
  );
}

/** The button that opens the panel. */
export function launcher(language, heading) {
  const name = heading ? element("span", {}, heading) : language.label("span", "launch");
  return element("button", { class: "launcher", id: "launcher", type: "button", "aria-expanded": "false" }, mark(), name);
}

function head(language, { full, heading }) {
  const title = full ? "h1" : "h2";
  return element(
    "header",
    { class: "head" },
    mark(),
    element(
      "div",
      { class: "name" },
      heading ? element(title, { id: "name" }, heading) : language.label(title, "name", { id: "name" }),
      language.label("p", "tagline", { class: "tagline" }),
    ),
    tool(language, { id: "past", key: "history", path: CLOCK }),
    tool(language, { id: "new", key: "new-conversation", path: PLUS, hidden: true }),
    full && named(language),
    folded(language),
    !full && tool(language, { id: "close", key: "close", path: CROSS }),
  );
}

function tool(language, { id, key, path, hidden }) {
  return element("button", { class: "tool", id, type: "button", hidden, "data-text-title": key }, icon(path), language.label("span", key));
}

function named(language) {
  const name = ([locale, own]) => element("a", { href: `/?lang=${locale}`, lang: locale, hreflang: locale, "data-locale": locale }, own);
  return element("nav", { class: "languages", "data-text-label": "language" }, language.names.map(name));
}

function folded(language) {
  const option = ([locale, own]) => element("option", { value: locale, lang: locale }, own);
  return element(
    "div",
    { class: "languages-folded" },
    language.label("label", "language", { class: "unseen", for: "locale" }),
    element("select", { id: "locale", autocomplete: "off" }, language.names.map(option)),
  );
}

function welcome(language) {
  return element(
    "section",
    { class: "welcome", id: "welcome" },
    language.label("h2", "welcome-title"),
    language.label("p", "welcome"),
    language.label("p", "privacy-note", { class: "privacy" }),
    language.label("h3", "opening"),
    element("ul", { class: "choices", id: "opening" }),
    element("p", { class: "after" }, language.label("a", "accessibility", { id: "statement", target: "_blank", rel: "noopener" })),
  );
}

function dock(language, longest) {
  const number = language.text("hotline-number");
  return element(
    "form",
    { class: "dock", id: "ask", autocomplete: "off", "data-text-label": "question" },
    element(
      "div",
      { class: "field" },
      language.label("label", "question", { class: "unseen", for: "question" }),
      element("textarea", {
        id: "question",
        name: "question",
        rows: 1,
        maxlength: longest,
        enterkeyhint: "send",
        "data-text-placeholder": "placeholder",
      }),
      language.label("button", "send", { class: "send", id: "send", type: "submit" }),
    ),
    element(
      "p",
      { class: "foot" },
      language.label("span", "privacy"),
      element("span", {}, language.label("span", "hotline"), " ", element("a", { href: `tel:${number}` }, number)),
      element("span", { id: "model", hidden: true }),
    ),
  );
}

function history(language) {
  return element(
    "dialog",
    { class: "history", id: "history", "aria-labelledby": "history-title" },
    element(
      "div",
      { class: "top" },
      language.label("h2", "history", { id: "history-title" }),
      tool(language, { id: "history-close", key: "close", path: CROSS }),
    ),
    language.label("p", "history-explained", { class: "explained" }),
    element("ul", { class: "kept", id: "kept" }),
    language.label("button", "history-delete-all", { class: "plain", id: "history-delete-all", type: "button" }),
  );
}
