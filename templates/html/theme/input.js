// Keys, buttons, touch and clicks.

const KEYS = {
  ArrowRight: next, ArrowDown: next, PageDown: next, " ": next, Enter: next, n: next,
  ArrowLeft: previous, ArrowUp: previous, PageUp: previous, Backspace: previous,
  Home: () => show(0), End: () => show(slides.length - 1, Infinity),
  f: fullscreen, o: () => overview(), p: presenter, s: presenter, b: () => blacken(), ".": () => blacken(), d: changeTheme,
  "?": help, Escape: () => overview(false),
};
const OVERVIEW_KEYS = {
  ArrowRight: () => pick(at.slide + 1), ArrowLeft: () => pick(at.slide - 1),
  ArrowDown: () => pick(at.slide + perRow()), ArrowUp: () => pick(at.slide - perRow()),
  Home: () => pick(0), End: () => pick(slides.length - 1), Enter: () => overview(false), " ": () => overview(false),
};
const ACTIONS = { previous, next, overview: () => overview(), presenter, theme: changeTheme, fullscreen, help };
let typed = "";

function fullscreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else root.requestFullscreen?.().catch(() => {}); // a page in a frame may not be allowed to
}

const keysTold = document.querySelector(".help");

function help() {
  keysTold.showModal();
}

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || keysTold.open) return;
  const onButton = event.target.closest?.("button, a, input, select, textarea");
  if (onButton && [" ", "Enter"].includes(event.key)) return;
  if (/^\d$/.test(event.key)) {
    typed = (typed + event.key).slice(-4);
    return;
  }
  let action = (inOverview() && OVERVIEW_KEYS[event.key]) || KEYS[event.key];
  if (event.key === "Enter" && typed) {
    const number = Number(typed);
    action = () => show(number - 1);
  }
  if (event.key === " " && event.shiftKey && !inOverview()) action = previous;
  typed = "";
  if (!action) return;
  event.preventDefault();
  const far = scrolling(event.key);
  if (far) {
    slides[at.slide].scrollBy({ top: far });
    return;
  }
  if (root.classList.contains("black") && action !== KEYS.b) blacken(false);
  else action();
});

// A slide longer than the page is read to its end before the next one comes: how far a key scrolls it, 0 for not at all.
function scrolling(key) {
  const slide = slides[at.slide];
  if (inOverview() || !slide.classList.contains("long")) return 0;
  const rest = slide.scrollHeight - slide.clientHeight - slide.scrollTop;
  const step = key.startsWith("Arrow") ? 80 : 0.8 * slide.clientHeight;
  if (["ArrowDown", "PageDown", " "].includes(key)) return rest > 2 ? step : 0;
  return ["ArrowUp", "PageUp"].includes(key) && slide.scrollTop > 2 ? -step : 0;
}

controls.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button) ACTIONS[button.dataset.do]();
});

// In the overview a click opens a slide; else the edges of the page turn it.
deck.addEventListener("click", (event) => {
  const slide = event.target.closest(".slide");
  if (inOverview() && slide) {
    show(slides.indexOf(slide));
    overview(false);
  } else if (String(getSelection()) === "" && !inPresenter()) {
    const share = event.clientX / innerWidth;
    if (share < 0.15) previous();
    else if (share > 0.85) next();
  }
});

let touched = null;
addEventListener("touchstart", ({ touches }) => {
  touched = touches.length === 1 ? { x: touches[0].clientX, y: touches[0].clientY } : null;
}, { passive: true });
addEventListener("touchend", ({ changedTouches, target }) => {
  if (!touched || inOverview() || target.closest(".wide")) return;
  const x = changedTouches[0].clientX - touched.x;
  const y = changedTouches[0].clientY - touched.y;
  if (Math.abs(x) > 50 && Math.abs(x) > 2 * Math.abs(y)) (x < 0 ? next : previous)();
}, { passive: true });

root.addEventListener("click", () => blacken(false), true);
addEventListener("hashchange", showHash);
