// What a person takes along from an answer: its text on the clipboard, its card on paper or as a file.
import { element } from "./dom.js";

/** How long the button says that it copied, in milliseconds. */
const SAID_FOR = 2500;

/** Buttons under an answer with a card. */
export function tools(answer, language, api) {
  const { card } = answer;
  const asked = card.rows.filter((row) => row.asked).map((row) => row.facet).join();
  const page = api.address(`/services/${card.service}?lang=${card.locale}${asked && `&asked=${asked}`}`);
  const copy = language.label("button", "copy", { class: "plain", type: "button" });
  const said = element("span", { class: "unseen", role: "status" });
  copy.addEventListener("click", async () => {
    const key = (await copied(plain(answer))) ? "copied" : "copy-failed";
    for (const place of [copy, said]) place.textContent = language.text(key);
    setTimeout(() => {
      copy.textContent = language.text("copy");
      said.textContent = "";
    }, SAID_FOR);
  });
  const print = language.label("a", "print", { class: "plain", href: page, target: "_blank", rel: "noopener" });
  return element("div", { class: "tools" }, copy, print, said);
}

/** An answer as plain text, as it stands on the card. */
export function plain({ card, text }) {
  const value = ({ main, detail }) => (detail ? `${main} (${detail})` : main);
  const row = ({ label, list, values }) =>
    list ? [`${label}:`, ...values.map((each) => `- ${value(each)}`)].join("\n") : `${label}: ${values.map(value).join("; ")}`;
  const source = `${card.source.label}: ${card.source.url} (${card.source.checked})`;
  const parts = [card.title, card.rows.map(row).join("\n"), ...card.notes, ...card.notices, text, source];
  return parts.filter(Boolean).join("\n\n");
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Without TLS browsers give no clipboard, but they still copy a selection.
    const place = element("textarea", { readonly: true, class: "unseen" });
    const before = document.activeElement?.shadowRoot?.activeElement ?? document.activeElement;
    place.value = text;
    document.body.append(place);
    place.select();
    const done = document.execCommand("copy");
    place.remove();
    before?.focus();
    return done;
  }
}
