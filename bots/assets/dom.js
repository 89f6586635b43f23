// Elements built from data. Text goes in as text nodes only, so nothing that was said can become markup.

/** Makes an element: attributes, then children; a string child is text, a missing one is left out. */
export function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== ""));
  return made;
}

/** The first element that a selector finds; the page is served with it. */
export function find(selector) {
  return document.querySelector(selector);
}

/** A link that leads where facts may lead: to a page or to a telephone. Anything else stays plain text. */
export function link(text, href, remark) {
  if (/^tel:[+\d*#,;-]+$/.test(href ?? "")) return element("a", { href }, text);
  if (!/^https?:\/\//i.test(href ?? "")) return text;
  // In its own tab: leaving the page would end the conversation.
  return element("a", { href, target: "_blank", rel: "noopener noreferrer", title: remark }, text);
}
