"use strict";
// A page that follows what is saved: changed slides are put in place, errors laid over them, the slide shown stays.
(() => {
  const script = document.currentScript;
  const show = script.dataset.show;
  const root = script.dataset.root || document.body.dataset.root || "/";
  const sections = () => [...document.querySelectorAll("section.slide")];
  let source, turn = Promise.resolve(); // one event after the other

  const panel = document.createElement("aside");
  panel.id = "mcdocs-faults";
  panel.setAttribute("role", "alert");
  panel.hidden = true;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    #mcdocs-faults { position: fixed; inset: auto 0 0 0; z-index: 1000; max-height: 60vh; overflow: auto; margin: 0; padding: 1rem 1.5rem;
      background: #1b2430; color: #f2f4f7; font: 15px/1.45 "mcdocs words", Helvetica, Arial, sans-serif; border-top: 4px solid #e5603c; text-align: left; }
    #mcdocs-faults[hidden] { display: none; }
    #mcdocs-faults h2 { margin: 0 0 .5rem; font-size: 1rem; color: #ffb59e; }
    #mcdocs-faults .one { margin: 0 0 .9rem; }
    #mcdocs-faults .where { color: #9ecbff; font-weight: 700; }
    #mcdocs-faults pre { margin: .25rem 0; font: 14px/1.4 ui-monospace, Menlo, Consolas, monospace; overflow-x: auto; }
    #mcdocs-faults .caret { color: #ff8f70; }
    #mcdocs-faults .hint { color: #b9c4d0; }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  document.body.append(panel);

  function text(kind, className, content) {
    const element = document.createElement(kind);
    element.className = className;
    element.textContent = content;
    return element;
  }

  function complain(faults) {
    panel.replaceChildren();
    panel.hidden = faults.length === 0;
    if (!faults.length) return;
    panel.append(text("h2", "", faults.length === 1 ? "Something is wrong" : `${faults.length} things are wrong`));
    for (const fault of faults) {
      const one = text("div", "one", "");
      if (fault.file) one.append(text("span", "where", `${fault.file}:${fault.line}:${fault.column}`), " ");
      one.append(text("span", "message", fault.message));
      if (fault.source) {
        const pre = text("pre", "", fault.source + "\n");
        pre.append(text("span", "caret", " ".repeat(fault.column - 1) + "^".repeat(fault.length)));
        one.append(pre);
      }
      if (fault.hint) one.append(text("div", "hint", `hint: ${fault.hint}`));
      panel.append(one);
    }
  }

  // The element stays, so that whoever holds it (the deck) need not know; its content is the new one.
  function swap(section, html, key) {
    const template = document.createElement("template");
    template.innerHTML = html;
    const fresh = template.content.querySelector("section");
    const state = ["current", "following"].filter((name) => section.classList.contains(name));
    for (const { name } of [...section.attributes]) if (!fresh.hasAttribute(name)) section.removeAttribute(name);
    for (const { name, value } of [...fresh.attributes]) section.setAttribute(name, value);
    section.classList.add(...state);
    section.dataset.key = key;
    section.replaceChildren(...fresh.childNodes);
  }

  // Slides came or went: the page is loaded anew, at the slide that was shown.
  function begin(shown, keys) {
    const here = shown.findIndex((section) => section.classList.contains("current"));
    const same = shown.findIndex((section, place) => section.dataset.key !== keys[place]);
    if (here >= 0 && keys.length && same >= 0 && same <= here) {
      const there = Math.min(keys.length, Math.max(1, here + 1 + keys.length - shown.length));
      history.replaceState(null, "", `#/${there}`);
    }
    location.reload();
  }

  // What changed while nobody told this page, as it was out of sight: the slides of the page as it is now.
  async function fetched() {
    const page = new DOMParser().parseFromString(await (await fetch(location.pathname)).text(), "text/html");
    return Object.fromEntries([...page.querySelectorAll("section.slide")].map((section) => [section.dataset.key, section.outerHTML]));
  }

  async function update(event) {
    if (event.listing) return location.reload();
    complain(event.faults);
    document.documentElement.dataset.checked = event.checked;
    if (!event.frame) return;
    const shown = sections();
    if (event.frame !== script.dataset.frame) return begin(shown, event.keys);
    const changed = shown.filter((section, place) => section.dataset.key !== event.keys[place]);
    const keys = event.keys.filter((key, place) => shown[place].dataset.key !== key);
    const told = event.fresh || {};
    const fresh = keys.every((key) => key in told) ? told : await fetched();
    if (!keys.every((key) => key in fresh)) return location.reload();
    for (const [place, section] of changed.entries()) swap(section, fresh[keys[place]], keys[place]);
    if (changed.length) document.dispatchEvent(new CustomEvent("mcdocs:changed", { detail: changed, bubbles: true }));
  }

  function listen() {
    source = new EventSource(`${root}events?show=${encodeURIComponent(show)}`);
    source.onmessage = (message) => { turn = turn.then(() => update(JSON.parse(message.data))); };
  }
  // A browser keeps few connections to one server: a page out of sight gives up its own.
  document.addEventListener("visibilitychange", () => {
    source?.close();
    if (!document.hidden) listen();
  });
  addEventListener("pagehide", () => source?.close());
  addEventListener("pageshow", (event) => { if (event.persisted) listen(); });
  if (!document.hidden) listen();
})();
