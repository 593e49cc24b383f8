// Small parts of the page. Texts of the report become text nodes only, so that no name in it is markup.
"use strict";

// element("p", {class: "note"}, "text", otherElement)
function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

function button(text, action) {
  const made = element("button", { type: "button" }, text);
  made.addEventListener("click", () => action(made));
  return made;
}

let nextId = 0;
const newId = (stem) => `${stem}-${++nextId}`;

// A select with its label: options are {value, text}; `changed` gets the chosen value.
function choice(label, options, changed) {
  const id = newId("choice");
  const select = element("select", { id });
  for (const { value, text } of options) select.append(element("option", { value }, text));
  select.addEventListener("change", () => changed(select.value));
  return element("span", { class: "control" }, element("label", { for: id }, label), select);
}

// A list of terms and what they are; empty ones are left out.
function pairs(entries, attributes = {}) {
  const list = element("dl", attributes);
  for (const [name, value] of entries) {
    if (value !== "" && value !== null && value !== undefined) {
      list.append(element("div", {}, element("dt", {}, name), element("dd", {}, value)));
    }
  }
  return list;
}

// Says for a moment on the button what it has done.
function confirm(target, text) {
  const before = target.dataset.text ?? target.textContent;
  target.dataset.text = before;
  target.textContent = text;
  setTimeout(() => (target.textContent = before), 1500);
}

// Puts the text into the clipboard; where a page of a file may not, through a selection.
async function copy(text, target) {
  let copied = false;
  try {
    await navigator.clipboard.writeText(text);
    copied = true;
  } catch {
    const area = element("textarea", { class: "offscreen", "aria-hidden": "true" });
    area.value = text;
    document.body.append(area);
    area.select();
    copied = document.execCommand("copy");
    area.remove();
    target.focus();
  }
  confirm(target, copied ? "Copied" : "Not copied");
}

function download(text, name) {
  const address = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  element("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}
