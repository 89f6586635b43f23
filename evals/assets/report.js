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
  const cases = [...document.querySelectorAll(".case")].map((element) => ({ element, text: plain(element.textContent) }));
  const search = by("search");
  const selects = [...document.querySelectorAll("select[data-filter]")];
  // What a case says of itself is one name, or several with spaces between them.
  const says = (element, { dataset, value }) => {
    const said = element.dataset[dataset.filter] ?? "";
    return !value || said === value || said.split(" ").includes(value);
  };
  const filter = () => {
    const words = plain(search.value).split(" ").filter(Boolean);
    let count = 0;
    for (const { element, text } of cases) {
      const shown = selects.every((select) => says(element, select)) && words.every((word) => text.includes(word));
      element.hidden = !shown;
      count += shown;
    }
    for (const group of document.querySelectorAll(".group")) {
      group.hidden = !group.querySelector(".case:not([hidden])");
    }
    by("count").textContent = `${count} of ${cases.length} questions`;
  };
  for (const field of [search, ...selects]) field.addEventListener("input", filter);
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
