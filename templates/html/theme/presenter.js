// The speaker's window: this page once more, with the next slide, the notes and the time. Two windows follow each other.

const panel = document.querySelector(".panel");
let other = window.opener;
let began = 0;

function presenter() {
  if (inPresenter()) return;
  const window_ = open(location.href, "mcdocs-presenter", "popup,width=1200,height=750");
  if (window_) {
    other = window_;
    window_.name = "mcdocs-presenter";
  } else {
    startPresenter(); // no second window is allowed: this one will do
  }
}

function inPresenter() {
  return root.classList.contains("presenter");
}

function startPresenter() {
  root.classList.add("presenter");
  panel.hidden = false;
  began = Date.now();
  setInterval(tick, 1000);
  tick();
  listeners.push(showNotes);
  fitAgain();
  showNotes();
}

function showNotes() {
  const notes = slides[at.slide].querySelector(".notes");
  panel.querySelector(".said").textContent = notes ? notes.textContent : "";
  panel.querySelector(".place").textContent = `${at.slide + 1} / ${slides.length}`;
}

function tick() {
  const seconds = Math.floor((Date.now() - began) / 1000);
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  panel.querySelector(".elapsed").textContent = hours ? `${hours}:${rest}` : rest;
  panel.querySelector(".clock").textContent = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

// Windows of a file have no origin in common, so each listens to the one it knows and to no other.
addEventListener("message", ({ source, data }) => {
  if (!other || source !== other || !Number.isInteger(data?.slide) || !Number.isInteger(data?.step)) return;
  if (data.slide !== at.slide || data.step !== at.step) show(data.slide, data.step);
});
listeners.push(() => {
  if (other && !other.closed) other.postMessage({ slide: at.slide, step: at.step }, "*");
});

function initPresenter() {
  panel.querySelector(".restart").addEventListener("click", () => {
    began = Date.now();
    tick();
  });
  if (window.name === "mcdocs-presenter" && other) startPresenter();
}
