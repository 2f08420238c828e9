// The deck: which slide is shown, in which step; where that is written, and who is told.

const root = document.documentElement;
const deck = document.querySelector(".deck");
const controls = document.querySelector(".controls");
const announcement = document.querySelector(".announcement");
const at = { slide: 0, step: 1 };
const listeners = [];
let slides = [];
let marked = []; // the slide shown and the one after it: a long lecture is not searched for them

// Read the slides again, as when the page has been given others; the place stays.
function refresh() {
  slides = [...deck.querySelectorAll(".slide")];
  marked = slides.filter((slide) => slide.matches(".current, .following"));
  show(at.slide, at.step);
}

// Show a slide, counted from 0, in a step, counted from 1; Infinity is the last.
function show(slide, step = 1) {
  if (!slides.length) return;
  at.slide = Math.max(0, Math.min(slides.length - 1, slide));
  const current = slides[at.slide];
  at.step = Math.max(1, Math.min(stepsOf(current), step));
  for (const other of marked) other.classList.remove("current", "following");
  marked = slides.slice(at.slide, at.slide + 2);
  marked.forEach((other, place) => other.classList.add(place ? "following" : "current"));
  fitShown();
  reveal(current, at.step);
  tell(current);
}

function tell(current) {
  const place = at.step > 1 ? `#/${at.slide + 1}/${at.step}` : `#/${at.slide + 1}`;
  if (location.hash !== place) history.replaceState(history.state, "", place);
  const title = current.querySelector("h1, h2").textContent;
  const words = `${title}, slide ${at.slide + 1} of ${slides.length}`;
  if (announcement.textContent !== words) announcement.textContent = words;
  const done = (at.slide + at.step / stepsOf(current)) / slides.length;
  controls.querySelector("progress").value = done;
  for (const listener of listeners) listener();
}

// Only what is seen is fitted, so that long lectures open as fast as short ones.
function fitShown() {
  for (const slide of marked) {
    if (slide.dataset.fitted === undefined && slide.getClientRects().length) fit(slide);
  }
}

function fitAgain() {
  for (const slide of slides) delete slide.dataset.fitted;
  fitShown();
}

function next() {
  if (at.step < stepsOf(slides[at.slide])) show(at.slide, at.step + 1);
  else if (at.slide < slides.length - 1) show(at.slide + 1);
}

function previous() {
  if (at.step > 1) show(at.slide, at.step - 1);
  else if (at.slide > 0) show(at.slide - 1, Infinity);
}

function showHash() {
  const [, slide, step] = location.hash.match(/^#\/(\d+)(?:\/(\d+))?$/) ?? [];
  show(slide ? Number(slide) - 1 : at.slide, step ? Number(step) : 1);
}
