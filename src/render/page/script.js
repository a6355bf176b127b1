"use strict";
{
const all = (what, of = document) => [...of.querySelectorAll(what)];
const box = document.getElementById("q");
const keys = document.getElementById("keys");
const status = document.getElementById("marks");
const marks = all("article mark");
const hits = all(".hit h2 a");
let mark = -1;

function step(list, from, by) {
  if (!list.length) return -1;
  return from < 0 ? (by > 0 ? 0 : list.length - 1) : (from + by + list.length) % list.length;
}

function toMark(by) {
  mark = step(marks, mark, by);
  if (mark < 0) return;
  marks.forEach((one, at) => one.classList.toggle("now", at === mark));
  marks[mark].scrollIntoView({block: "center"});
  if (status) status.textContent = `Mark ${mark + 1} of ${marks.length}`;
}

function toHit(by) {
  const at = step(hits, hits.indexOf(document.activeElement), by);
  if (at < 0) return;
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
  // Where there is no room for all bars, the newest are seen first.
for (const bars of all(".time ol")) bars.scrollLeft = bars.scrollWidth;

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

// Where there is no room for all bars, the newest are seen first.
for (const bars of all(".time ol")) bars.scrollLeft = bars.scrollWidth;

const button = document.getElementById("keys-button");
if (keys.togglePopover) button.hidden = false;
}
