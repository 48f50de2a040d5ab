// The picture of a boundary in the plane, as SVG. Exact points are rounded here, for the screen.

const SIZE = 400;
// Okabe and Ito's colours, which most colour-blind people tell apart; pieces carry their numbers as well.
const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#b4588f", "#b87a00", "#3a94cc", "#3b3b3b"];
const colourOf = (number) => COLOURS[number % COLOURS.length];
const SIDES = { "1": "#d6e9f8", "-1": "#fbe6cc" };

// {centre: [Rational], half: Rational} -> the frame, and the place of a point on the screen.
const frameOf = (view, d) => Array.from({ length: d }, (_, i) => [view.centre[i].minus(view.half), view.centre[i].plus(view.half)]);

function planeOf(view) {
  const h = view.half.toNumber(), [cx, cy] = view.centre.map((x) => x.toNumber());
  return {
    place: ([x, y]) => [((x - cx) / h + 1) * SIZE / 2, (1 - (y - cy) / h) * SIZE / 2],
    point: (left, top) => [cx + h * (left * 2 / SIZE - 1), cy + h * (1 - top * 2 / SIZE)],
  };
}

const numbers = (p) => p.at.slice(1).map((x) => toNumber(x, p.at[0]));
const path = (places) => places.map(([x, y]) => `${x.toFixed(2)},${y.toFixed(2)}`).join(" ");
const middle = (places) => places[0].map((_, i) => places.reduce((s, p) => s + p[i], 0) / places.length);

// Points of a convex polygon on the screen, in order around their middle.
function around(places) {
  const [x, y] = middle(places);
  return [...places].sort((p, q) => Math.atan2(p[1] - y, p[0] - x) - Math.atan2(q[1] - y, q[0] - x));
}

function area(places) {
  const next = (i) => places[(i + 1) % places.length];
  return Math.abs(places.reduce((s, p, i) => s + p[0] * next(i)[1] - p[1] * next(i)[0], 0)) / 2;
}

// An element that says what it is, when it is pointed at and to a screen reader.
function titled(element, text) {
  element.append(svg("title", {}, text));
  element.dataset.info = text;
  return element;
}

function hatch(id) {
  return svg("defs", {}, svg("pattern", { id, width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    [svg("rect", { width: 7, height: 7, fill: "#f0e442" }), svg("line", { x1: 0, y1: 0, x2: 0, y2: 7, stroke: "#8a7d00", "stroke-width": 1.6 })]));
}

function badge([x, y], number, info) {
  return svg("g", { class: "badge", "data-piece": number + 1, "data-info": info }, [
    svg("circle", { cx: x, cy: y, r: 10, fill: colourOf(number), stroke: "#fff", "stroke-width": 1.5 }),
    svg("text", { x, y, dy: "0.36em", class: "number" }, String(number + 1))]);
}

// What a region is, in words.
function regionText(study, cell, name) {
  const form = outputForm(study.forms, cell.signs).map((x) => new Rational(x, study.forms.scale));
  return `region ${minus(cell.signs)}: F = ${affineText(form.slice(1), form[0], name)}`;
}

function pieceText(piece, number, name) {
  const [constant, ...row] = formOfFlat(piece.hyperplane).map((x) => new Rational(x));
  return `piece ${number + 1}: ${affineText(row, constant, name)} = 0`;
}

// Draw into an element. options: {view, name, walls, signs, drag, numberOf(piece), id, title}
function drawPlane(holder, study, options) {
  const { view, name, id } = options, { place } = planeOf(view), seen = shown(study, frameOf(view, 2));
  const at = (p) => place(numbers(p)), out = svg("svg", { viewBox: `0 0 ${SIZE} ${SIZE}` });
  out.append(hatch(`${id}-thick`));
  for (const cell of seen.cells) {
    const ring = around(cell.points.map(at));
    const fill = cell.side ? SIDES[options.sideOf ? options.sideOf(cell) : cell.side] : `url(#${id}-thick)`;
    out.append(titled(svg("polygon", { points: path(ring), fill, "data-region": cell.signs, "data-side": cell.side }),
      regionText(study, cell, name)));
  }
  out.append(axes(view, place, name));
  if (options.walls) study.forms.neurons.forEach((form, i) => out.append(...wall(form, i, view, place, options.drag)));
  if (options.signs) {
    const largest = new Map(); // of the parts of a region, the label goes into the largest
    for (const cell of seen.cells) {
      const ring = around(cell.points.map(at)), size = area(ring);
      if (!largest.has(cell.signs) || largest.get(cell.signs).size < size) largest.set(cell.signs, { size, ring });
    }
    for (const [signs, { size, ring }] of largest) {
      const [x, y] = middle(ring);
      if (size > 2600) out.append(svg("text", { x, y: y + 5, class: "sign" }, minus(signs.replaceAll("-", "\u2212"))));
    }
  }
  const badges = new Map();
  for (const piece of seen.pieces) {
    const ends = piece.points.map(at);
    if (piece.level === 0) {
      out.append(svg("circle", { cx: ends[0][0], cy: ends[0][1], r: 5, fill: "#000" }));
      continue;
    }
    const number = options.numberOf(piece), [[x1, y1], [x2, y2]] = ends, info = pieceText(piece, number, name);
    out.append(titled(svg("line", { x1, y1, x2, y2, stroke: colourOf(number), "stroke-width": 4.5, "stroke-linecap": "round",
      "data-piece": number + 1 }), info));
    const length = Math.hypot(x2 - x1, y2 - y1), before = badges.get(number);
    if (length > 26 && !(before && before.length >= length)) badges.set(number, { length, spot: middle(ends), info });
  }
  for (const [number, { spot, info }] of badges) out.append(badge(spot, number, info));
  const apex = options.drag && apexOf(study.network);
  if (apex) {
    const [x, y] = place(apex.map((v) => v.toNumber()));
    out.append(svg("path", { d: `M${x} ${y - 7} l7 7 l-7 7 l-7 -7 z`, fill: "#fff", stroke: "#39424b", "stroke-width": 2, "pointer-events": "none" }),
      titled(svg("circle", { cx: x, cy: y, r: 14, class: "handle", "data-drag": "apex" }),
        `apex (${apex.map(minus).join(", ")}): where the walls meet; drag it`));
  }
  for (const corner of study.corners) {
    const [cx, cy] = place(corner.map((v) => v.toNumber()));
    if (cx < 0 || cy < 0 || cx > SIZE || cy > SIZE) continue;
    out.append(cornerDot(cx, cy, corner));
  }
  fill(holder, out, options.title);
}

const cornerDot = (cx, cy, corner) => titled(svg("circle", { cx, cy, r: 6, fill: "#000", stroke: "#fff", "stroke-width": 2, class: "corner" }),
  `corner (${corner.map(minus).join(", ")})`);

// The element keeps the focus and the pointer while what is in it is replaced.
function fill(holder, content, title) {
  holder.replaceChildren(content);
  holder.setAttribute("aria-label", title);
}

// The point where all walls meet, if there is exactly one.
function apexOf({ A, b }) {
  const d = A[0].length, { rows, pivots } = echelon(A.map((row, i) => [...row, b[i].negated()]));
  return pivots.length === d && !pivots.includes(d) ? rows.map((row) => row[d]) : null;
}

function axes(view, place, name) {
  const h = view.half.toNumber(), [cx, cy] = view.centre.map((x) => x.toNumber()), group = svg("g", { "pointer-events": "none" });
  const step = 10 ** Math.floor(Math.log10(h * 1.2)), tick = step * (h / step > 5 ? 2 : h / step > 2 ? 1 : 0.5);
  const clamp = (x) => Math.min(Math.max(x, 0), SIZE), [ox, oy] = place([0, 0]);
  for (let k = Math.ceil((Math.min(cx, cy) - h) / tick); k * tick <= Math.max(cx, cy) + h; k++) {
    const value = Number((k * tick).toPrecision(6)), [x, y] = place([value, value]), text = minus(value);
    if (x > 0 && x < SIZE) group.append(svg("line", { x1: x, x2: x, y1: 0, y2: SIZE, stroke: "#000", "stroke-opacity": k ? 0.07 : 0.3 }));
    if (y > 0 && y < SIZE) group.append(svg("line", { y1: y, y2: y, x1: 0, x2: SIZE, stroke: "#000", "stroke-opacity": k ? 0.07 : 0.3 }));
    if (k && x > 12 && x < SIZE - 22) group.append(svg("text", { x: x + 2, y: Math.min(clamp(oy) + 12, SIZE - 4), class: "tick" }, text));
    if (k && y > 22 && y < SIZE - 12) group.append(svg("text", { x: Math.min(clamp(ox) + 3, SIZE - 24), y: y - 2, class: "tick" }, text));
  }
  group.append(svg("text", { x: SIZE - 20, y: Math.max(clamp(oy) - 5, 14) }, indexed(name, 1)),
    svg("text", { x: Math.min(clamp(ox) + 5, SIZE - 20), y: 14 }, indexed(name, 2)));
  return group;
}

// The line on which a neuron changes its sign: dashed, with its name and a short arrow to the side where it is active.
function wall(form, i, view, place, drag) {
  const [c, ...a] = form.map(Number), size = Math.hypot(...a);
  if (!size) return [];
  const h = view.half.toNumber(), [cx, cy] = view.centre.map((x) => x.toNumber()), n = a.map((x) => x / size);
  const distance = (c + a[0] * cx + a[1] * cy) / size, foot = [cx - distance * n[0], cy - distance * n[1]];
  if (Math.abs(distance) > 1.5 * h) return [];
  const [p, q] = [-3, 3].map((s) => place([foot[0] - s * h * n[1], foot[1] + s * h * n[0]]));
  const line = { x1: p[0], y1: p[1], x2: q[0], y2: q[1] };
  const root = [0.78, -0.78, 0.55, -0.55, 0.3].map((s) => place([foot[0] - s * h * n[1], foot[1] + s * h * n[0]]))
    .find(([x, y]) => x > 24 && y > 24 && x < SIZE - 24 && y < SIZE - 24) || place(foot);
  const tip = [root[0] + 20 * n[0], root[1] - 20 * n[1]], side = [-4 * n[1], -4 * n[0]], back = [tip[0] - 7 * n[0], tip[1] + 7 * n[1]];
  const arrow = svg("path", { d: `M${root} L${tip} M${[back[0] + side[0], back[1] + side[1]]} L${tip} L${[back[0] - side[0], back[1] - side[1]]}`,
    stroke: "#39424b", "stroke-width": 1.5, fill: "none", "pointer-events": "none" });
  const label = svg("text", { x: tip[0] + 7 * n[0] - 8, y: tip[1] - 9 * n[1] + 5, "pointer-events": "none" }, indexed("y", i + 1));
  return [svg("line", { ...line, class: "wall" }), ...(!drag ? [] : [arrow, label]),
    ...(drag ? [titled(svg("line", { ...line, class: "handle", "data-drag": i }), `neuron ${i + 1} changes its sign here; drag it`)] : [])];
}
