// Small things that every page does with its own markup.

/** A copy of a template's content, and its slots by name. */
export function copy(id) {
  const node = document.getElementById(id).content.firstElementChild.cloneNode(true);
  return { node, slot: slots(node) };
}

export function slots(root) {
  return Object.fromEntries([...root.querySelectorAll("[data-slot]")].map((part) => [part.dataset.slot, part]));
}

/** An element of a kind, with what is in it. */
export function element(tag, ...children) {
  const made = document.createElement(tag);
  made.append(...children);
  return made;
}

export function at(id) {
  return document.getElementById(id);
}

/** Show or hide; an element that is not there has nothing to hide. */
export function show(element, isShown = true) {
  if (element) element.hidden = !isShown;
}

/** Tell those who don't see the page. */
export function announce(words) {
  at("announcer").textContent = words;
}

export function complain(error) {
  if (error?.name === "AbortError") return;
  const known = error?.errors ? error.message : "The shop did not answer. Please try again in a moment.";
  at("trouble").textContent = known;
  show(at("trouble"));
  at("trouble").scrollIntoView({ block: "center" });
}

export function calm() {
  show(at("trouble"), false);
}

/** The last call wins, `wait` milliseconds after it; `forget` takes it back. */
export function settled(wait, action) {
  let timer;
  const call = (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => action(...given), wait);
  };
  call.forget = () => clearTimeout(timer);
  return call;
}

// What has its colour or size from data is SVG: a strict policy takes no style attributes.
function make(tag, attributes) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

/** A bar of a histogram 28 units high. */
export function bar(x, height) {
  return make("rect", { x, y: 28 - height, width: 9, height });
}

/** A bar that lies, as long as a share of 100. */
export function horizontal(share) {
  return make("rect", { x: 0, y: 0, width: share, height: 8 });
}

/** A dot in a colour. */
export function dot(colour, name = "") {
  const svg = make("svg", { viewBox: "0 0 12 12", ...(name ? { role: "img", "aria-label": name } : { "aria-hidden": "true" }) });
  svg.append(make("circle", { cx: 6, cy: 6, r: 5, fill: colour }));
  return svg;
}

/** A small picture of a cloth, or a dot in its colour; without a name it is for the eyes only. */
export function swatchOf({ swatch, swatchUrl }, name = "") {
  if (!swatchUrl) return dot(swatch, name);
  return Object.assign(document.createElement("img"), { className: "cloth", src: swatchUrl, alt: name, width: 14, height: 14 });
}

/** Nodes for HTML that holds marks and escaped words, and nothing else is taken from it. */
export function marked(html) {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  return [...body.childNodes].map((node) => {
    if (node.nodeName !== "MARK") return document.createTextNode(node.textContent);
    return Object.assign(document.createElement("mark"), { textContent: node.textContent });
  });
}

export function setPicture(image, { url, alt, width, height, srcset = "" }) {
  // First the widths to choose from: a browser that saw the address alone would begin to load it.
  if (srcset || image.srcset) image.srcset = srcset;
  Object.assign(image, { src: url, alt });
  if (width) Object.assign(image, { width, height });
}

export function optionsOf(line) {
  return line.options.map(({ value }) => value).join(" · ") + (line.quantity > 1 ? ` · ${line.quantity} of them` : "");
}
