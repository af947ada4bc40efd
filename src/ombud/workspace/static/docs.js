"use strict";
// Filters the reference as one types: every word must stand in the operation's text.
const search = document.getElementById("search");
const found = document.getElementById("found");
const operations = [...document.querySelectorAll("details")];
const texts = operations.map((element) => element.textContent.toLowerCase());

function filter() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  operations.forEach((element, index) => {
    element.hidden = !words.every((word) => texts[index].includes(word));
    count += element.hidden ? 0 : 1;
  });
  for (const section of document.querySelectorAll("main section")) {
    section.hidden = !section.querySelector("details:not([hidden])");
  }
  found.textContent = words.length ? `${count} of ${operations.length} operations` : "";
}

function openNamed() {
  const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (named instanceof HTMLDetailsElement) named.open = true;
}

search.addEventListener("input", filter);
window.addEventListener("hashchange", openNamed);
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && event.target !== search) {
    event.preventDefault();
    search.focus();
  }
});
filter();
openNamed();
