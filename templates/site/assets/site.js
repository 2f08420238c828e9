"use strict";
// Light or dark as the reader's machine is; the colours are those of the slides.
const dark = matchMedia("(prefers-color-scheme: dark)");
const dress = () => { document.documentElement.dataset.theme = dark.matches ? "dark" : "light"; };
dark.addEventListener("change", dress);
dress();
