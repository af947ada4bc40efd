"use strict";
// Searches the reference as one types, opens what a link leads to, and fills in this desk's address.
const finder = document.getElementById("finder");
const search = document.getElementById("search");
const found = document.getElementById("found");
const operations = [...document.querySelectorAll("details.operation")];
const sections = [...document.querySelectorAll("section.family")];
const others = ["calling", "errors", "objects"].map((id) => document.getElementById(id));
// What can be found: name, path and state, what it does, who may, its other paths, and all its keys.
const WORTH_FINDING = "summary, .about > p:first-child, .facts, td:first-child, td:last-child";
let texts = null;

function textOf(operation) {
  const family = operation.closest("section").querySelector("h2").textContent;
  const parts = [...operation.querySelectorAll(WORTH_FINDING)].map((part) => part.textContent);
  return [family, ...parts].join(" ").toLowerCase();
}

function filter() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  texts ??= operations.map(textOf);
  let count = 0;
  operations.forEach((operation, index) => {
    operation.hidden = !words.every((word) => texts[index].includes(word));
    count += operation.hidden ? 0 : 1;
  });
  for (const section of sections) section.hidden = !section.querySelector("details:not([hidden])");
  for (const other of others) other.hidden = words.length > 0;
  if (words.length === 0) found.textContent = "";
  else if (count === 0) found.textContent = "Nothing found. Try fewer or shorter words.";
  else found.textContent = `${count} of ${operations.length} operations`;
}

function follow() {
  const hash = decodeURIComponent(location.hash.slice(1));
  if (hash.startsWith("?q=")) {
    search.value = hash.slice(3);
    filter();
    return;
  }
  const target = hash && document.getElementById(hash);
  if (!target) return;
  if (target.closest("[hidden]")) {
    search.value = "";
    filter();
  }
  const folded = target.closest("details");
  if (folded && folded.id !== "families") {
    folded.open = true;
    folded.scrollIntoView();
  }
}

function remember() {
  const hash = search.value.trim() ? `#?q=${encodeURIComponent(search.value.trim())}` : " ";
  history.replaceState(null, "", hash.trim() || location.pathname);
}

// A linkable name in the address bar for what was opened last.
function name(event) {
  const about = event.target.querySelector(":scope > .about");
  if (event.target.open && about && !search.value) history.replaceState(null, "", `#${about.id}`);
}

for (const code of document.querySelectorAll("pre.curl code")) {
  code.textContent = code.textContent.replace("http://localhost:8080", location.origin);
}
if (matchMedia("(max-width: 60rem)").matches) document.getElementById("families").open = false;
finder.hidden = false;
search.addEventListener("input", filter);
search.addEventListener("change", remember);
search.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  const first = operations.find((operation) => !operation.hidden);
  if (first) first.querySelector("summary").focus();
});
window.addEventListener("hashchange", follow);
document.addEventListener("toggle", name, true);
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && event.target !== search && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    search.focus();
    search.select();
  }
});
follow();
