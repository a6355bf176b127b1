"use strict";
{
const all = (what, of = document) => [...of.querySelectorAll(what)];
const box = document.getElementById("q");
const keys = document.getElementById("keys");
const status = document.getElementById("marks");
const marks = all("article mark");
const hits = all(".hit h2 a");
let mark = -1;

// The first mark from the passage that the address names on, where it is in view, or else of what is in view.
function firstMark() {
  const named = document.querySelector("article :target");
  const place = named && named.getBoundingClientRect();
  const at = place && place.bottom > 0 && place.top < innerHeight
    ? marks.findIndex(one => named.contains(one) || named.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING)
    : marks.findIndex(one => one.getBoundingClientRect().bottom > 0);
  return at < 0 ? marks.length : at;
}

function toMark(by) {
  if (!marks.length) return;
  const next = mark >= 0 ? mark + by : by > 0 ? firstMark() : firstMark() - 1;
  mark = (next + marks.length) % marks.length;
  marks.forEach((one, at) => one.classList.toggle("now", at === mark));
  marks[mark].scrollIntoView({block: "center"});
  if (status) status.textContent = `Mark ${mark + 1} of ${marks.length}`;
}

function toHit(by) {
  if (!hits.length) return;
  const from = hits.indexOf(document.activeElement);
  const at = from < 0 && by < 0 ? hits.length - 1 : Math.min(Math.max(from + by, 0), hits.length - 1);
  hits[at].focus();
  hits[at].closest(".hit").scrollIntoView({block: "nearest"});
}

function help() {
  if (keys.togglePopover) keys.togglePopover();
}

const doing = {
  "/": () => { box.focus(); box.select(); },
  "?": help,
  j: () => toHit(1),
  k: () => toHit(-1),
  o: () => { if (hits.includes(document.activeElement)) document.activeElement.click(); },
  n: () => toMark(1),
  p: () => toMark(-1),
};

document.addEventListener("keydown", event => {
  const is = event.target;
  const typing = is.matches("input, select, textarea") || is.isContentEditable;
  if (event.key === "Escape" && typing) return is.blur();
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(doing, event.key)) return;
  event.preventDefault();
  doing[event.key]();
});

// What is empty need not be in the address.
for (const form of all("form.ask")) {
  form.addEventListener("submit", () => {
    for (const one of form.elements) if (one.name && !one.value) one.disabled = true;
    setTimeout(() => { for (const one of form.elements) one.disabled = false; });
  });
}

for (const area of all("textarea[readonly]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet copy";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    area.select();
    try { await navigator.clipboard.writeText(area.value); } catch { document.execCommand("copy"); }
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  });
  area.closest("label").after(button);
}

// Back from an article, its headline has the focus again.
hits.forEach((hit, at) => hit.addEventListener("click", () => history.replaceState({hit: at}, "")));
const left = history.state && hits[history.state.hit];
if (left) left.focus({preventScroll: true});

const button = document.getElementById("keys-button");
if (keys.togglePopover) button.hidden = false;
}
