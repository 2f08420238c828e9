"use strict";
// Light or dark as the reader's machine is, and blocks below each other where the page is narrow, as on slides.
const narrow = matchMedia("(max-width: 700px)");
const fold = () => document.documentElement.classList.toggle("narrow", narrow.matches);
narrow.addEventListener("change", fold);
fold();
