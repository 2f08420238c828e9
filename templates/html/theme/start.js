// Begin: when the letters are there, since nothing can be measured before.

async function start() {
  await Promise.all([...document.fonts].map((font) => font.load()));
  root.classList.add("js");
  setNarrow();
  narrow.addEventListener("change", () => setNarrow());
  slides = [...deck.querySelectorAll(".slide")];
  controls.hidden = false;
  showHash();
  initPresenter();
  new ResizeObserver(fitAgain).observe(root);
  // Whoever gives the page other slides says so with this event.
  document.addEventListener("mcdocs:changed", refresh);
  root.dataset.ready = "";
}
start();
