// The picture of a boundary in space, as SVG: an orthographic view that can be turned.
//
// Nothing is hidden by a rule of thumb: the walls of the neurons cut the space, so what lies on the far side of a wall is
// painted before what lies in it, and that before what lies on the near side; wall by wall, this is an order of all pieces.

// The camera {turn, tilt} in degrees as the directions right, up and towards the eye.
function cameraAxes({ turn, tilt }) {
  const a = turn * Math.PI / 180, e = tilt * Math.PI / 180, [ca, sa, ce, se] = [Math.cos(a), Math.sin(a), Math.cos(e), Math.sin(e)];
  return { right: [-sa, ca, 0], up: [-se * ca, -se * sa, ce], eye: [ce * ca, ce * sa, se] };
}

const inner = (u, v) => u.reduce((s, x, i) => s + x * v[i], 0);

function projectionOf(view, camera) {
  const { right, up } = camera, h = view.half.toNumber(), c = view.centre.map((x) => x.toNumber()), scale = SIZE * 0.29 / h;
  return (p) => {
    const q = p.map((x, i) => x - c[i]);
    return [SIZE / 2 + scale * inner(q, right), SIZE / 2 - scale * inner(q, up)];
  };
}

// The vertices of a flat convex polygon in space in order.
function ringOf(points) {
  const centre = middle(points), u = points[0].map((x, i) => x - centre[i]);
  let normal = [0, 0, 0];
  for (const p of points.slice(1)) { // the longest product is the safest
    const v = p.map((x, i) => x - centre[i]), n = [0, 1, 2].map((i) => u[(i + 1) % 3] * v[(i + 2) % 3] - u[(i + 2) % 3] * v[(i + 1) % 3]);
    if (inner(n, n) > inner(normal, normal)) normal = n;
  }
  const v = [0, 1, 2].map((i) => normal[(i + 1) % 3] * u[(i + 2) % 3] - normal[(i + 2) % 3] * u[(i + 1) % 3]);
  const size = Math.sqrt(inner(normal, normal)) || 1;
  const angle = (p) => Math.atan2(inner(p.map((x, i) => x - centre[i]), v) / size, inner(p.map((x, i) => x - centre[i]), u));
  return { ring: [...points].sort((p, q) => angle(p) - angle(q)), normal: normal.map((x) => x / size) };
}

// For each wall: is the set of points beyond it (-1), in it (0) or on the side of the eye (1)?
function depthOf(points, neurons, eye) {
  return neurons.map((form) => {
    const signs = points.map((p) => sign(integerDot(form, p.at)));
    const s = signs.includes(1) ? 1 : signs.includes(-1) ? -1 : 0;
    return s * Math.sign(inner(form.slice(1).map(Number), eye));
  });
}

function shade(colour, light) {
  const mixed = [1, 3, 5].map((i) => Math.round(255 - (255 - parseInt(colour.slice(i, i + 2), 16)) * (0.55 + 0.45 * light)));
  return `#${mixed.map((x) => x.toString(16).padStart(2, "0")).join("")}`;
}

const EDGES = [0, 1, 2].flatMap((i) => [-1, 1].flatMap((s) => [-1, 1].map((t) => [i, s, t])));

// Draw into an element. options: {view, camera, name, walls, signs, numberOf(piece), id, title}
function drawSpace(holder, study, options) {
  const { view, name, id } = options, camera = cameraAxes(options.camera), to = projectionOf(view, camera);
  const frame = frameOf(view, 3), seen = shown(study, frame), { neurons } = study.forms;
  const out = svg("svg", { viewBox: `0 0 ${SIZE} ${SIZE}`, class: "turn" });
  out.append(hatch(`${id}-thick`));
  const h = view.half.toNumber(), c = view.centre.map((x) => x.toNumber());
  const edge = ([i, s, t]) => [-1, 1].map((e) => c.map((x, j) => x + h * (j === i ? e : j === (i + 1) % 3 ? s : t)));
  const near = ([i, s, t]) => s * camera.eye[(i + 1) % 3] > 0 || t * camera.eye[(i + 2) % 3] > 0;
  const line = (ends, attributes) => {
    const [[x1, y1], [x2, y2]] = ends.map(to);
    return svg("line", { x1, y1, x2, y2, "pointer-events": "none", ...attributes });
  };
  for (const e of EDGES.filter((e) => !near(e))) out.append(line(edge(e), { stroke: "#9aa4ae", "stroke-width": 1 }));
  if (options.walls) {
    neurons.forEach((form, i) => {
      const [half] = cut(boxCell(frame), form, 1 << 20), points = half ? half.filter((p) => p.on & (1 << 20)) : [];
      if (points.length < 3) return;
      const ring = ringOf(points.map(numbers)).ring.map(to);
      const spot = ring.reduce((best, p) => (p[0] + p[1] < best[0] + best[1] ? p : best));
      out.append(svg("polygon", { points: path(ring), fill: "#39424b", "fill-opacity": 0.05, class: "wall" }),
        svg("text", { x: spot[0] + 6, y: spot[1] + 14 }, options.drag ? indexed("y", i + 1) : ""));
    });
  }
  const parts = [];
  for (const cell of seen.cells) {
    if (cell.side === 0) parts.push(...thickFacets(cell, camera, neurons, id, study, options));
  }
  for (const piece of seen.pieces) {
    const depth = depthOf(piece.points, neurons, camera.eye), points = piece.points.map(numbers);
    if (piece.level === 0) parts.push({ depth, draw: () => [svg("circle", { cx: to(points[0])[0], cy: to(points[0])[1], r: 5, fill: "#000" })] });
    if (piece.level === 1) parts.push({ depth, draw: () => [line(points, { stroke: "#000", "stroke-width": 4, "stroke-linecap": "round" })] });
    if (piece.level < 2) continue;
    const number = options.numberOf(piece), { ring, normal } = ringOf(points);
    const light = Math.abs(inner(normal, camera.eye.map((x, i) => 0.75 * x + 0.5 * camera.up[i] - 0.35 * camera.right[i])));
    const places = ring.map(to), colour = shade(colourOf(number), Math.min(light, 1));
    parts.push({ depth, ring, normal, draw: () => [
      titled(svg("polygon", { points: path(places), fill: colour, stroke: "#1b1f24", "stroke-width": 1.2, "stroke-linejoin": "round",
        "data-piece": number + 1 }), pieceText(piece, number, name)),
      ...(area(places) > 500 ? [badge(middle(places), number, pieceText(piece, number, name))] : [])] });
  }
  const order = (p, q) => p.depth.map((x, i) => x - q.depth[i]).find((x) => x) || 0;
  for (const part of parts.sort(order)) out.append(...part.draw());
  for (const e of EDGES.filter(near)) out.append(line(edge(e), { stroke: "#9aa4ae", "stroke-width": 1, "stroke-opacity": 0.55 }));
  for (const corner of study.corners) {
    const p = corner.map((v) => v.toNumber()), [cx, cy] = to(p);
    if (p.some((x, i) => Math.abs(x - c[i]) > h)) continue;
    const dot = cornerDot(cx, cy, corner);
    if (parts.some((part) => part.ring && covers(part, p, to, camera.eye, h))) dot.setAttribute("opacity", 0.2); // behind a piece
    out.append(dot);
  }
  c.forEach((_, i) => { // the names of the axes, at edges of the cube that are far out and low
    const ends = EDGES.filter(([j]) => j === i).map((e) => middle(edge(e))).map((p) => [p, to(p)]);
    const far = ([, [x, y]]) => Math.hypot(x - SIZE / 2, y - SIZE / 2) + 0.3 * y - 0.2 * x;
    const [x, y] = ends.reduce((best, p) => (far(p) > far(best) ? p : best))[1];
    out.append(svg("text", { x: x + (x < SIZE / 2 ? -24 : 4), y: Math.min(y + 14, SIZE - 4), "pointer-events": "none" }, indexed(name, i + 1)));
  });
  fill(holder, out, options.title);
}

// Whether a polygon lies between a point and the eye.
function covers({ ring, normal }, p, to, eye, h) {
  const slope = inner(normal, eye);
  if (Math.abs(slope) < 1e-9 || inner(normal, ring[0].map((x, i) => x - p[i])) / slope < 1e-6 * h) return false;
  const [x, y] = to(p), turns = ring.map(to).map(([ax, ay], i, all) => {
    const [bx, by] = all[(i + 1) % all.length];
    return (bx - ax) * (y - ay) - (by - ay) * (x - ax);
  });
  return turns.every((t) => t > 1e-6) || turns.every((t) => t < -1e-6);
}

// The sides of a thick cell that face the eye.
function thickFacets(cell, camera, neurons, id, study, options) {
  const to = projectionOf(options.view, camera), depth = depthOf(cell.points, neurons, camera.eye), centre = middle(cell.points.map(numbers));
  return [...sidesOf(cell)].flatMap((points) => {
    const { ring, normal } = ringOf(points.map(numbers)), outward = inner(normal, middle(ring).map((x, i) => x - centre[i])) < 0 ? -1 : 1;
    if (outward * inner(normal, camera.eye) <= 1e-9) return [];
    const polygon = () => svg("polygon", { points: path(ring.map(to)), fill: `url(#${id}-thick)`, "fill-opacity": 0.9, stroke: "#5c5300",
      "stroke-width": 1.2, "stroke-linejoin": "round", "data-region": cell.signs, "data-side": 0 });
    return [{ depth, ring, normal, draw: () => [titled(polygon(), regionText(study, cell, options.name))] }];
  });
}

// The facets of a cell in space, those on the frame too.
function sidesOf({ points }) {
  const found = new Map();
  for (let bit = 1; bit < 1 << 30; bit <<= 1) {
    const inside = points.filter((p) => p.on & bit);
    if (inside.length > 2 && inside.length < points.length) found.set(inside.map((p) => p.key).sort().join(" "), inside);
  }
  return found.values();
}
