"use strict";
(() => {
  const by = (id) => document.getElementById(id);

  // One board of bars at a time.
  const tabs = [...document.querySelectorAll("[data-board]")];
  for (const tab of tabs) {
    tab.addEventListener("click", () => {
      for (const other of tabs) {
        const shown = other === tab;
        other.setAttribute("aria-pressed", shown);
        by(`board-${other.dataset.board}`).hidden = !shown;
      }
    });
  }

  // Words are looked for in everything that a case shows, forgiving apostrophes and case.
  const plain = (text) => text.toLowerCase().replace(/[\u02bb\u02bc\u2018\u2019'`]/g, "").replace(/\s+/g, " ");
  const cases = [...document.querySelectorAll(".case")].map((element) => ({
    element,
    suite: element.dataset.suite,
    locale: element.dataset.locale,
    causes: element.dataset.causes.split(" "),
    text: plain(element.textContent),
  }));
  const fields = ["search", "suite", "locale", "cause"].map(by);
  const filter = () => {
    const [search, suite, locale, cause] = fields.map((field) => field.value);
    const words = plain(search).split(" ").filter(Boolean);
    let count = 0;
    for (const one of cases) {
      const shown = (!suite || one.suite === suite) && (!locale || one.locale === locale)
        && (!cause || one.causes.includes(cause)) && words.every((word) => one.text.includes(word));
      one.element.hidden = !shown;
      count += shown;
    }
    for (const group of document.querySelectorAll(".group")) {
      group.hidden = !group.querySelector(".case:not([hidden])");
    }
    by("count").textContent = `${count} of ${cases.length} questions`;
  };
  for (const field of fields) field.addEventListener("input", filter);
  filter();

  // On paper nobody can open a case.
  const open = [];
  addEventListener("beforeprint", () => {
    for (const { element } of cases) {
      if (!element.open && !element.hidden) {
        element.open = true;
        open.push(element);
      }
    }
  });
  addEventListener("afterprint", () => {
    for (const element of open.splice(0)) element.open = false;
  });
})();
