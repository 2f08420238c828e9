"use strict";
// What is typed goes to the engine, served or in the browser; what comes back is shown. Errors stand at their place.
(() => {
  const script = document.currentScript;
  const root = document.body.dataset.root;
  const FIELDS = ["expr", "inputs", "let", "assume", "wrt"];
  const PAUSE = 120; // milliseconds without a key before the engine is asked
  const PATIENCE = 20000; // milliseconds after which the engine in the browser is started anew
  const field = (name) => document.getElementById(name);
  const EXAMPLES = {
    "Quadratic form": { expr: "x.T @ A @ x", inputs: "x: R^n\nA: R^{n x n}", wrt: "x" },
    "Least squares": { expr: "norm(X @ w - y)**2", inputs: "w: R^n\nX: R^{m x n}\ny: R^m", wrt: "w" },
    "A layer and its loss": { expr: "norm(h - t)**2 / 2", inputs: "x: R^n\nW: R^{m x n}\nb: R^m\nt: R^m", let: "z: W @ x + b\nh: sigmoid(z)", wrt: "W" },
    "Softmax": { expr: "softmax(x)", inputs: "x: R^n" },
    "Determinant": { expr: "logdet(X)", inputs: "X: R^{n x n}", assume: "X: invertible" },
    "Matrix by matrix": { expr: "A @ X @ B", inputs: "X: R^{n x k}\nA: R^{m x n}\nB: R^{k x l}", wrt: "X" },
    "Several variables": { expr: "[x1 + x1*x2 + x1*x3, x1**2 + 2*x3]", inputs: "x: R^3" },
    "One variable": { expr: "x**2 * ln(x**2)", inputs: "x: R" },
    "Second derivative": { expr: "logsumexp(x)", inputs: "x: R^n", order: "2" },
  };

  // ── the engines ───────────────────────────────────────────────────────────────────────────────────────────────────
  async function served(question) {
    const headers = { "Content-Type": "application/json" };
    const response = await fetch("answer", { method: "POST", headers, body: JSON.stringify(question) });
    if (!response.ok) throw new Error(await response.text());
    return response.json();
  }

  let worker = null;
  const waiting = new Map();
  let number = 0;
  function start() {
    worker = new Worker(`${root}assets/engine.js`, { type: "module" });
    worker.onmessage = ({ data }) => {
      if (data.state) return tell(data.state);
      const settle = waiting.get(data.number);
      waiting.delete(data.number);
      if (data.broken) {
        worker.terminate();
        worker = null;
        ready = false;
      }
      settle?.(data.answer);
    };
    worker.onerror = () => tell("The engine could not be started in this browser.");
  }
  function inBrowser(question) {
    if (!worker) start();
    return new Promise((resolve) => {
      const mine = ++number;
      const late = setTimeout(() => {
        worker.terminate();
        worker = null;
        waiting.delete(mine);
        resolve({ overtaxed: true, faults: [{ file: "", message: `this takes longer than ${PATIENCE / 1000} seconds`, hint: "make it smaller", source: "" }] });
      }, ready ? PATIENCE : 6 * PATIENCE);
      waiting.set(mine, (answer) => { clearTimeout(late); resolve(answer); });
      worker.postMessage({ number: mine, question });
    });
  }
  let ready = script.dataset.engine === "served";
  const ask = script.dataset.engine === "served" ? served : inBrowser;

  // ── asking ────────────────────────────────────────────────────────────────────────────────────────────────────────
  let latest = 0, busy = false, dirty = false, again = false, timer = 0, shown = null;
  function question() {
    const found = Object.fromEntries(FIELDS.map((name) => [name, field(name).value]));
    return { ...found, order: Number(field("order").value) };
  }

  async function run() {
    if (busy) { again = true; return; }
    const asked = question();
    if (!asked.expr.trim() && !asked.inputs.trim()) return clear();
    busy = true;
    dirty = false;
    const mine = ++latest;
    const began = performance.now();
    try {
      const first = await ask(asked);
      ready = true;
      if (mine === latest && !again) {
        show(first, false);
        if (!first.faults) {
          const second = await ask({ ...asked, check: true });
          // What is too much to verify is shown all the same, and called what it is.
          const why = second.overtaxed ? second.faults[0].message : "";
          if (!again) show(why ? { ...first, check: { points: 0, max_error: 0, why } } : second, true);
        }
        document.documentElement.dataset.milliseconds = Math.round(performance.now() - began);
      }
    } catch (error) {
      show({ faults: [{ file: "", message: `the engine does not answer: ${error.message}`, hint: "", source: "" }] }, true);
    } finally {
      busy = false;
      document.documentElement.dataset.answered = mine;
      if (again) { again = false; run(); }
    }
  }

  function tell(state) { field("status").textContent = state; }

  function clear() {
    field("answer").hidden = true;
    tell("");
    for (const name of [...FIELDS, ""]) fault(name, null);
  }

  function show(answer, final) {
    const faults = answer.faults || [];
    for (const name of [...FIELDS, ""]) fault(name, null);
    const told = new Set();
    for (const each of faults) {
      const place = FIELDS.includes(each.file) ? each.file : "";
      if (!told.has(place)) fault(place, each);
      told.add(place);
    }
    field("answer").classList.toggle("stale", faults.length > 0);
    document.documentElement.dataset.state = dirty ? "typing" : faults.length ? "wrong" : final ? "verified" : "derived";
    if (faults.length) { tell(shown ? "Below is the answer before." : ""); return; }
    shown = answer;
    field("answer").hidden = false;
    for (const part of ["question", "results", "working", "diagram"]) {
      const place = field(`show-${part}`);
      if (place.dataset.html === answer.html[part]) continue;
      place.dataset.html = answer.html[part];
      place.innerHTML = answer.html[part]; // made by our own templates, which escape everything
    }
    field("show-working").closest("section").hidden = !answer.html.working.trim();
    tell(final ? verdict(answer.check) : "Derived; being verified …");
    refresh();
  }

  function verdict(check) {
    const error = check.max_error.toExponential(1);
    const where = check.by === "numbers" ? "by numbers in your browser" : "by the referee";
    if (!check.points) return `Not verified: ${check.why}.`;
    const points = `agrees at ${check.points} points ${where}, largest error ${error}`;
    return check.proved ? `Verified: proved equal; ${points}.` : `Verified: ${points}.`;
  }

  // ── errors at their place ─────────────────────────────────────────────────────────────────────────────────────────
  function fault(name, found) {
    const box = field(`fault-${name}`);
    box.replaceChildren();
    if (name) {
      field(name).setAttribute("aria-invalid", found !== null);
      mark(name, found);
    }
    if (!found) return;
    if (found.source) {
      const pre = document.createElement("pre");
      pre.textContent = `${found.source}\n${" ".repeat(Math.max(0, found.column - 1))}${"^".repeat(Math.max(1, found.length))}`;
      box.append(pre);
    }
    const words = document.createElement("p");
    words.textContent = found.message;
    box.append(words);
    if (found.hint) {
      const hint = document.createElement("p");
      hint.className = "hint";
      hint.textContent = found.hint;
      box.append(hint);
    }
  }

  function mark(name, found) {
    const area = field(name), marks = area.previousElementSibling;
    marks.replaceChildren();
    if (!found?.line) return;
    const lines = area.value.split("\n");
    const start = lines.slice(0, found.line - 1).reduce((sum, line) => sum + line.length + 1, 0) + found.column - 1;
    const wrong = document.createElement("mark");
    wrong.textContent = area.value.slice(start, start + found.length) || " ";
    marks.append(area.value.slice(0, start), wrong, area.value.slice(start + found.length));
    marks.scrollTop = area.scrollTop;
  }

  // ── copying ───────────────────────────────────────────────────────────────────────────────────────────────────────
  let wanted = "";
  function source(what) {
    const layout = document.querySelector("input[name=layout]:checked").value;
    return what in shown ? shown[what] : shown[layout][what];
  }
  function refresh() {
    const box = field("copied");
    box.hidden = !wanted;
    if (wanted) box.textContent = source(wanted);
  }
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.addEventListener("click", async () => {
      wanted = button.dataset.copy;
      refresh();
      try {
        await navigator.clipboard.writeText(source(wanted));
        button.classList.add("done");
        setTimeout(() => button.classList.remove("done"), 900);
      } catch {
        getSelection().selectAllChildren(field("copied"));
      }
    });
  }
  for (const radio of document.querySelectorAll("input[name=layout]")) radio.addEventListener("change", () => shown && refresh());

  // ── the form ──────────────────────────────────────────────────────────────────────────────────────────────────────
  function fill(values) {
    for (const name of FIELDS) field(name).value = values[name] || "";
    field("order").value = values.order || "1";
    grow();
    changed();
  }
  function grow() {
    for (const name of FIELDS) {
      const area = field(name);
      area.style.height = "auto";
      area.style.height = `${area.scrollHeight + 2}px`;
    }
  }
  function changed() {
    const state = new URLSearchParams(Object.entries(question()).filter(([, value]) => value && value !== 1));
    history.replaceState(null, "", `#${state}`);
    for (const name of FIELDS) mark(name, null);
    clearTimeout(timer);
    dirty = true;
    document.documentElement.dataset.state = "typing";
    timer = setTimeout(run, PAUSE);
  }
  for (const name of [...FIELDS, "order"]) {
    field(name).addEventListener("input", () => { grow(); changed(); });
  }
  field("wrt").addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  field("question").addEventListener("submit", (event) => event.preventDefault());
  for (const name of Object.keys(EXAMPLES)) field("examples").add(new Option(name));
  field("examples").addEventListener("change", (event) => {
    if (event.target.value in EXAMPLES) fill(EXAMPLES[event.target.value]);
    event.target.selectedIndex = 0;
  });
  const given = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
  fill(given.expr ? given : EXAMPLES["Quadratic form"]);
})();
