// Steps of a slide: lines of working appear one by one, what follows them after the last, as in the PDF.

const revealing = document.documentElement.dataset.reveal === "true";

// Number the parts of a slide by the step in which they appear, and say how many steps there are.
function numberSteps(slide) {
  let step = 0;
  let waiting = false;
  for (const part of slide.querySelectorAll(".line, .body .block:not(.workings, .columns)")) {
    if (part.matches(".line")) {
      if (!part.matches(".continued")) step += 1;
      waiting = true;
    } else if (waiting) {
      step += 1;
      waiting = false;
    }
    part.dataset.step = step;
  }
  slide.dataset.steps = revealing ? Math.max(1, step) : 1;
}

function stepsOf(slide) {
  if (!slide.dataset.steps) numberSteps(slide);
  return Number(slide.dataset.steps);
}

// Show what a step shows; everything keeps its place.
function reveal(slide, step) {
  const all = step >= stepsOf(slide);
  for (const part of slide.querySelectorAll("[data-step]")) {
    part.classList.toggle("later", !all && Number(part.dataset.step) > step);
  }
}
