"use strict";
document.documentElement.classList.add("js");
const slides = [...document.querySelectorAll(".slide")];
let shown = 0;
function show(number) {
  shown = Math.max(0, Math.min(slides.length - 1, number));
  slides.forEach((slide, place) => slide.classList.toggle("current", place === shown));
  history.replaceState(null, "", `#/${shown + 1}`);
}
addEventListener("keydown", (event) => {
  if (event.key === "ArrowRight") show(shown + 1);
  if (event.key === "ArrowLeft") show(shown - 1);
});
addEventListener("hashchange", () => show((parseInt(location.hash.slice(2), 10) || 1) - 1));
show((parseInt(location.hash.slice(2), 10) || 1) - 1);
