// The card of facts: what was asked is tinted, the source closes it.
import { element, link } from "./dom.js";

/** A value as long as this does not fit half a card. */
const LONG = 90;

/** The card of a record. */
export function card(facts, language) {
  const opens = language.text("new-tab");
  return element(
    "article",
    { class: "card", lang: facts.locale },
    element(
      "div",
      { class: "top" },
      element("h3", {}, facts.title),
      facts.summary && element("p", { class: "summary" }, facts.summary),
    ),
    element("dl", { class: "rows" }, placed(facts.rows).map((each) => row(each, opens))),
    facts.notes.map((note) => element("p", { class: "note" }, note)),
    facts.notices.map((notice) => element("p", { class: "notice" }, notice)),
    sourceLine(facts.source, opens),
  );
}

/** "Source: page, checked on …" */
export function sourceLine(source, opens) {
  return element(
    "div",
    { class: "source" },
    element("span", {}, `${source.label}: `, link(source.title, source.url, opens)),
    source.checked && element("span", {}, source.checked),
  );
}

/** Rows with their places: two short ones stand side by side, a short one without a neighbour takes the whole line. */
function placed(rows) {
  const result = [];
  for (let index = 0; index < rows.length; index += 1) {
    const next = rows[index + 1];
    if (isShort(rows[index]) && next && isShort(next)) {
      result.push({ ...rows[index], place: "left" }, { ...next, place: "right" });
      index += 1;
    } else {
      result.push({ ...rows[index], place: "wide" });
    }
  }
  return result;
}

function isShort(row) {
  const length = (value) => value.main.length + (value.detail?.length ?? 0);
  return !row.list && row.values.length <= 3 && row.values.every((value) => length(value) < LONG);
}

function row(facts, opens) {
  return element(
    "div",
    { class: `row ${facts.place}${facts.asked ? " asked" : ""}`, "data-facet": facts.facet },
    element("dt", {}, facts.label),
    facts.list ? element("dd", {}, list(facts, opens)) : facts.values.map((each) => element("dd", {}, value(each, opens))),
  );
}

function list(facts, opens) {
  // What to do is done in this order; documents have none.
  const name = facts.facet === "how" ? "ol" : "ul";
  return element(name, { class: "listed" }, facts.values.map((each) => element("li", {}, value(each, opens))));
}

function value({ main, detail, href }, opens) {
  const large = element("span", { class: "main" }, link(main, href, opens));
  return detail ? [large, " ", element("span", { class: "detail" }, detail)] : [large];
}
