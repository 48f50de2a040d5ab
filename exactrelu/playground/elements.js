// Making elements: HTML, SVG and MathML. Texts are set as texts, never as markup.

const SPACES = { svg: "http://www.w3.org/2000/svg", math: "http://www.w3.org/1998/Math/MathML", html: "http://www.w3.org/1999/xhtml" };

function make(space, name, attributes = {}, children = []) {
  const made = document.createElementNS(SPACES[space], name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...[children].flat());
  return made;
}

const svg = (name, attributes, children) => make("svg", name, attributes, children);
const html = (name, attributes, children) => make("html", name, attributes, children);
const mathml = (name, ...children) => make("math", name, {}, children);
const byId = (id) => document.getElementById(id);

const SUBSCRIPTS = "\u2080\u2081\u2082\u2083\u2084\u2085\u2086\u2087\u2088\u2089";
const indexed = (name, i) => name + SUBSCRIPTS[i];
const minus = (text) => String(text).replace("-", "\u2212");

// ---- MathML

const mi = (text) => mathml("mi", text), mn = (text) => mathml("mn", String(text)), mo = (text) => mathml("mo", text);
const subscript = (name, i) => mathml("msub", mi(name), mn(i));

function fraction(x) { // of a number >= 0
  return x.d === 1n ? mn(x.n) : mathml("mfrac", mn(x.n), mn(x.d));
}

function signed(x) {
  return x.sign < 0 ? mathml("mrow", mo("\u2212"), fraction(x.absolute())) : fraction(x);
}

// A sum of numbers times elements (null: the number alone); terms that are 0 are left out.
function linearCombination(terms) {
  const row = mathml("mrow");
  for (const [x, element] of terms) {
    if (x.isZero) continue;
    if (row.childNodes.length || x.sign < 0) row.append(mo(x.sign < 0 ? "\u2212" : "+"));
    const size = x.absolute();
    if (!element || !size.equals(ONE)) row.append(fraction(size));
    if (element) row.append(element);
  }
  if (!row.childNodes.length) row.append(mn(0));
  return row;
}

const affine = (row, constant, name) => linearCombination([...row.map((x, j) => [x, subscript(name, j + 1)]), [constant, null]]);

const fence = (text, form) => make("math", "mo", { form, lspace: 0, rspace: 0 }, text);
const brackets = (...inside) => mathml("mrow", fence("(", "prefix"), ...inside, fence(")", "postfix"));

const relu = (inside) => mathml("msup", brackets(inside), make("math", "mo", { lspace: 0, rspace: 0 }, "+"));

// A matrix of elements in brackets.
const matrixOf = (rows) => brackets(mathml("mtable", ...rows.map((row) => mathml("mtr", ...row.map((x) => mathml("mtd", x))))));

const formula = (...children) => mathml("math", ...children);

// ---- the same as plain text, for titles

function affineText(row, constant, name) {
  const terms = [...row.map((x, j) => [x, indexed(name, j + 1)]), [constant, ""]].filter(([x]) => !x.isZero);
  return terms.map(([x, symbol], i) => {
    const size = x.absolute(), number = symbol && size.equals(ONE) ? "" : `${size}${symbol ? " " : ""}`;
    return `${x.sign < 0 ? (i ? " \u2212 " : "\u2212") : i ? " + " : ""}${number}${symbol}`;
  }).join("") || "0";
}
