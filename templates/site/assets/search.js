"use strict";
// A small search: every word typed must begin a word of a section; titles count most. The index comes with the site.
(() => {
  const root = document.body.dataset.root;
  const box = document.getElementById("search"), list = document.getElementById("found");
  const MOST = 12;
  let entries = null;

  function load() {
    if (entries) return;
    entries = [];
    const script = document.createElement("script");
    script.src = `${root}assets/search-index.js`;
    script.onload = () => {
      entries = window.mcdocsIndex.map((entry) => ({ ...entry, inTitle: split(entry.title), inWords: split(`${entry.lecture} ${entry.words}`) }));
      find();
    };
    document.head.append(script);
  }

  // Letters of formulas are the letters they look like.
  const split = (text) => text.normalize("NFKC").toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(Boolean);

  function score(entry, wanted) {
    let total = 0;
    for (const word of wanted) {
      const inTitle = entry.inTitle.some((each) => each.startsWith(word));
      const inWords = entry.inWords.filter((each) => each.startsWith(word)).length;
      if (!inTitle && !inWords) return 0;
      total += (inTitle ? 10 : 0) + Math.min(inWords, 5);
    }
    return total;
  }

  function find() {
    const wanted = split(box.value);
    const ranked = entries.map((entry) => [score(entry, wanted), entry]).filter(([points]) => points > 0);
    ranked.sort(([a], [b]) => b - a);
    list.replaceChildren(...ranked.slice(0, MOST).map(([, entry]) => item(entry)));
    if (wanted.length && !ranked.length) list.append(Object.assign(document.createElement("li"), { textContent: "Nothing found." }));
    list.hidden = !wanted.length;
  }

  function item(entry) {
    const link = document.createElement("a"), where = document.createElement("small");
    link.href = root + entry.path;
    where.textContent = entry.lecture;
    link.append(entry.title, where);
    const element = document.createElement("li");
    element.append(link);
    return element;
  }

  box.addEventListener("focus", load);
  box.addEventListener("input", () => { load(); find(); });
  addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(input|textarea|select)$/i.test(document.activeElement.tagName)) { event.preventDefault(); box.focus(); }
    if (event.key === "Escape") list.hidden = true;
  });
  document.addEventListener("click", (event) => { if (!event.target.closest(".search")) list.hidden = true; });
  box.form.addEventListener("submit", (event) => { event.preventDefault(); list.querySelector("a")?.click(); });
})();
