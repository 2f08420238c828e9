// Ways to see the deck: all slides at once, nothing, light or dark, and on paper.

const seen = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (isIntersecting && target.dataset.fitted === undefined) fit(target);
  }
});

function inOverview() {
  return root.classList.contains("overview");
}

function overview(on = !inOverview()) {
  if (on === inOverview()) return;
  root.classList.toggle("overview", on);
  for (const slide of slides) {
    if (on) {
      slide.tabIndex = 0;
      seen.observe(slide);
    } else {
      if (!slide.classList.contains("long")) slide.removeAttribute("tabindex");
      seen.unobserve(slide);
    }
  }
  if (on) slides[at.slide].focus();
  else show(at.slide, at.step);
}

// How many slides stand side by side in the overview.
function perRow() {
  const top = slides[0].offsetTop;
  const next = slides.findIndex((slide) => slide.offsetTop > top);
  return next < 0 ? slides.length : next;
}

function pick(slide) {
  show(slide);
  if (inOverview()) slides[at.slide].focus();
}

function blacken(on = !root.classList.contains("black")) {
  root.classList.toggle("black", on);
}

// Until someone chooses, the system says whether it is day or night.
function changeTheme() {
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
}

// On paper every slide has a page, in light colours, with everything revealed.
let theme;
addEventListener("beforeprint", () => {
  overview(false);
  theme = root.dataset.theme;
  root.dataset.theme = "light";
  root.classList.add("printing");
  setNarrow();
  for (const slide of slides) fit(slide);
});
addEventListener("afterprint", () => {
  root.classList.remove("printing");
  if (theme) root.dataset.theme = theme;
  else delete root.dataset.theme;
  setNarrow();
  fitAgain();
  show(at.slide, at.step);
});
