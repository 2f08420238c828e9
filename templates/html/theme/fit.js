// Fit: the largest of a few sizes in which a slide's blocks fill its page, as in the PDF (templates/beamer/theme/fit.tex).

// The scale of displayed mathematics, the size of words that goes with it, and of small words, in points.
const RUNGS = [
  [1.75, 15, 12], [1.6, 15, 12], [1.45, 14, 12], [1.3, 14, 11], [1.18, 13, 11], [1.08, 13, 10], [1, 12, 10],
  [0.92, 12, 10], [0.84, 11, 9], [0.76, 10, 8], [0.68, 9, 8], [0.6, 9, 8], [0.52, 8, 8],
];
// On a narrow page words stay as large as they are in a book, and a slide may be longer than the page.
const NARROW_RUNGS = [3, 4, 5, 6, 7, 8];
const GAPS = [23, 18, 14];
const SMALLEST = 0.5;
const SMALLEST_TABLE = 0.65;
const ALL_THAT_IS_WIDE = ":is(math, .badge, .result, .word, .canvas, table, figcaption, .rule, li, p):not(.unseen, .unseen *)";

const narrow = matchMedia("(max-width: 700px), (max-aspect-ratio: 1)");

// A sheet of paper is not narrow, whatever the screen is, or the sheet that a browser tries before it reads our @page.
function setNarrow() {
  const root = document.documentElement;
  root.classList.toggle("narrow", narrow.matches && !root.classList.contains("printing"));
}

function isNarrow() {
  return document.documentElement.classList.contains("narrow");
}

function fit(slide) {
  const body = slide.querySelector(".body");
  fitTitle(slide);
  slide.classList.remove("beside", "rules-below", "compact", "long");
  for (const part of slide.querySelectorAll(".shrunk, .stacked, .wide")) {
    part.classList.remove("shrunk", "stacked", "wide");
    part.removeAttribute("tabindex");
    part.style.removeProperty("--shrink");
  }
  for (const table of slide.querySelectorAll(".folded")) unfold(table);
  if (body) (isNarrow() ? fitNarrow : fitPage)(slide, body);
  slide.dataset.fitted = "";
  if (!document.documentElement.classList.contains("overview")) {
    if (slide.classList.contains("long")) slide.tabIndex = 0;
    else slide.removeAttribute("tabindex");
  }
}

// The title and the line below it stand on one line each, smaller where they must.
function fitTitle(slide) {
  for (const line of slide.querySelectorAll(".content > header > *")) {
    line.style.removeProperty("--scale");
    line.classList.toggle("one-line", !isNarrow());
    const share = line.clientWidth / line.scrollWidth;
    if (share >= 1 || isNarrow()) continue;
    line.style.setProperty("--scale", Math.max(share * 0.995, 0.6));
    line.classList.toggle("one-line", share >= 0.6);
  }
}

function fitPage(slide, body) {
  let best = largest(slide, body, 0, RUNGS.length - 1);
  if (best > 3) best = instead(slide, body, best, "beside", 2);
  if (best > 3 && body.querySelector(".rule:not(:empty)")) best = instead(slide, body, best, "rules-below", 2);
  if (best > 9) best = instead(slide, body, best, "compact", 3);
  if (best < RUNGS.length) {
    setRung(slide, best);
    spread(slide, body);
    return;
  }
  setRung(slide, RUNGS.length - 1);
  shrink(slide, body);
  slide.classList.toggle("long", isLong(body));
}

function fitNarrow(slide, body) {
  for (const picture of body.querySelectorAll(".picture")) widen(picture);
  for (const rung of NARROW_RUNGS) {
    setRung(slide, rung);
    shrink(slide, body);
    if (!isLong(body)) {
      spread(slide, body);
      return;
    }
  }
  slide.classList.add("long");
}

// The first rung between two at which everything fits; one past the last where none does.
function largest(slide, body, low, high) {
  let found = RUNGS.length;
  while (low <= high) {
    const middle = (low + high) >> 1;
    setRung(slide, middle);
    if (fits(slide, body)) {
      found = middle;
      high = middle - 1;
    } else {
      low = middle + 1;
    }
  }
  return found;
}

// Another way to set the slide, kept if it is at least so many sizes larger.
function instead(slide, body, best, way, better) {
  slide.classList.add(way);
  const found = largest(slide, body, 0, Math.min(best, RUNGS.length) - better);
  if (found < RUNGS.length) return found;
  slide.classList.remove(way);
  return best;
}

function setRung(slide, rung) {
  const [maths, words, small] = RUNGS[rung];
  slide.style.setProperty("--maths", `calc(${12 * maths} * var(--pt))`);
  slide.style.setProperty("--words", `calc(${words} * var(--pt))`);
  slide.style.setProperty("--small", `calc(${small} * var(--pt))`);
  setGap(slide, 0.75 * words);
}

function setGap(slide, points) {
  slide.style.setProperty("--gap", `calc(${points} * var(--pt))`);
}

// Room that is left goes between the blocks first, then above and below.
function spread(slide, body) {
  stack(body);
  const before = slide.style.getPropertyValue("--gap");
  for (const gap of GAPS) {
    setGap(slide, gap);
    if (fits(slide, body)) return;
  }
  slide.style.setProperty("--gap", before);
}

// Results that do not share a line stand below each other, equally wide.
function stack(body) {
  for (const results of body.querySelectorAll(".results")) {
    const tops = new Set([...results.children].map((result) => Math.round(result.getBoundingClientRect().top)));
    results.classList.toggle("stacked", results.childElementCount > 1 && tops.size === results.childElementCount);
  }
}

function isLong(body) {
  const page = body.getBoundingClientRect();
  const first = body.firstElementChild.getBoundingClientRect();
  const last = body.lastElementChild.getBoundingClientRect();
  return last.bottom - first.top > page.height - verticalPadding(body) + 1;
}

function verticalPadding(body) {
  const style = getComputedStyle(body);
  return parseFloat(style.paddingTop) + parseFloat(style.paddingBottom);
}

function fits(slide, body) {
  if (isLong(body)) return false;
  const columns = new Map();
  for (const part of body.querySelectorAll(ALL_THAT_IS_WIDE)) {
    const holder = part.closest(".column, .body");
    if (!columns.has(holder)) columns.set(holder, holder.getBoundingClientRect());
    const around = columns.get(holder);
    const here = part.getBoundingClientRect();
    if (here.width && (here.left < around.left - 1 || here.right > around.right + 1)) return false;
  }
  return true;
}

// What is too wide for the page becomes smaller by itself; what would be too small to read can be moved sideways.
function shrink(slide, body) {
  for (const block of body.querySelectorAll(".display, .item, .result, .workings, .table")) {
    block.classList.remove("shrunk", "wide");
    block.style.removeProperty("--shrink");
    block.removeAttribute("tabindex");
    const room = block.closest(".column, .body").getBoundingClientRect().width;
    if (widthOf(block) <= room + 0.5) continue;
    if (block.matches(".table") && isNarrow()) fold(block);
    if (widthOf(block) <= room + 0.5) continue;
    block.classList.add("shrunk");
    const smallest = block.matches(".table") ? SMALLEST_TABLE : SMALLEST;
    let share = 1;
    for (let tries = 0; tries < 4 && share > smallest && widthOf(block) > room + 0.5; tries += 1) {
      share = Math.max(smallest, share * (room / widthOf(block)) * 0.99);
      block.style.setProperty("--shrink", share);
    }
    if (widthOf(block) > room + 0.5) {
      block.classList.add("wide");
      block.tabIndex = 0; // to be moved with keys
    }
  }
}

// Only where the width of a narrow page made a picture small does the style sheet give the letters of a wide one more.
function widen(picture) {
  picture.classList.add("wide");
  if (picture.scrollWidth > picture.clientWidth + 1) picture.tabIndex = 0;
  else picture.classList.remove("wide");
}

function widthOf(block) {
  let left = Infinity;
  let right = -Infinity;
  for (const part of [block, ...block.querySelectorAll(ALL_THAT_IS_WIDE)]) {
    const here = part.getBoundingClientRect();
    if (!here.width) continue;
    left = Math.min(left, here.left);
    right = Math.max(right, here.right);
  }
  return right - left;
}

// A table too wide for its page: its rows below each other, each cell behind the name of its column.
function fold(block) {
  const names = [...block.querySelector("thead tr").cells];
  block.classList.add("folded");
  if (block.classList.contains("headed")) return; // its rows are headed already
  for (const cell of block.querySelectorAll("tbody > tr > *")) {
    const name = names[cell.dataset.column];
    if (!cell.hasChildNodes() || !name.hasChildNodes()) continue;
    const label = document.createElement("span");
    label.className = "column-name";
    label.append(...name.cloneNode(true).childNodes);
    cell.prepend(label);
  }
}

function unfold(block) {
  block.classList.remove("folded");
  for (const label of block.querySelectorAll(".column-name")) label.remove();
}
