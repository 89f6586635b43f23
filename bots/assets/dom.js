// Elements built from data. Text goes in as text nodes only, so nothing that was said can become markup.

const SVG = "http://www.w3.org/2000/svg";

/** Makes an element: attributes, then children; a string child is text, a missing or false one is left out. */
export function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child || child === 0));
  return made;
}

/** A drawing of lines, 16 units square, in the colour of the text around it. */
export function icon(path) {
  const made = document.createElementNS(SVG, "svg");
  const line = document.createElementNS(SVG, "path");
  const frame = { class: "icon", viewBox: "0 0 16 16", "aria-hidden": "true", fill: "none", "stroke-width": "1.6" };
  for (const [key, value] of Object.entries(frame)) made.setAttribute(key, value);
  line.setAttribute("d", path);
  made.append(line);
  return made;
}

/** The mark of the house; drawn here, because a portal's policy may forbid images from elsewhere. */
export function mark() {
  const made = icon("M5.2 4.8 8 8.5v3M10.8 4.8 8 8.5");
  made.setAttribute("class", "mark");
  return made;
}

/** A link that leads where facts may lead: to a page or to a telephone. Anything else stays plain text. */
export function link(text, href, remark) {
  if (/^tel:[+\d*#,;-]+$/.test(href ?? "")) return element("a", { href }, text);
  if (!/^https?:\/\//i.test(href ?? "")) return text;
  // In its own tab: leaving the page would end the conversation.
  return element("a", { href, target: "_blank", rel: "noopener noreferrer", title: remark }, text);
}

/** Places in local storage; a browser may forbid them, then nothing is remembered. */
export const remembered = {
  get(key) {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  },
  set(key, value) {
    try {
      if (value === undefined) localStorage.removeItem(key);
      else localStorage.setItem(key, JSON.stringify(value));
      return true;
    } catch {
      return false;
    }
  },
};
