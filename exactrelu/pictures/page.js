"use strict";
// A picture to play with. Everything that is said is computed here from the network, with integers of any size;
// floating point only draws.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const svg = document.querySelector("figure svg"), panel = document.getElementById("region"), here = document.getElementById("here");
  const space = data.dimension === 3, find = name => document.getElementById(name);
  const SVG = "http://www.w3.org/2000/svg";

  // ---- exact numbers: a network with integer rows, its affine map on a region -------------------------------------
  const gcd = (a, b) => { if (a < 0n) a = -a; while (b) [a, b] = [b, a % b]; return a; };
  const fraction = text => { const [p, q = "1"] = String(text).split("/"); return [BigInt(p), BigInt(q)]; };
  const layers = data.network.layers.map(layer => {
    const rows = layer.W.map((row, i) => [layer.b[i], ...row].map(fraction));
    let common = 1n;
    for (const row of rows) for (const [, q] of row) common = common / gcd(common, q) * q;
    return { relu: layer.activation === "relu", common, rows: rows.map(row => row.map(([p, q]) => p * (common / q))) };
  });

  // The rows [c, a_1, ...] of all outputs on a region, and their common denominator.
  function affineMap(signs) {
    const d = layers[0].rows[0].length - 1;
    let rows = Array.from({ length: d }, (_, i) => Array.from({ length: d + 1 }, (_, j) => j === i + 1 ? 1n : 0n)), below = 1n, neuron = 0;
    for (const layer of layers) {
      rows = layer.rows.map(([bias, ...weights]) => {
        const sum = Array(d + 1).fill(0n);
        if (layer.relu && signs[neuron++] !== "+") return sum;
        weights.forEach((w, k) => { if (w) rows[k].forEach((x, j) => { sum[j] += w * x; }); });
        sum[0] += bias * below;
        return sum;
      });
      below *= layer.common;
    }
    return { rows, below };
  }

  function spelled(p, q) {
    const g = gcd(p, q) || 1n;
    return q / g === 1n ? String(p / g) : `${p / g}/${q / g}`;
  }

  // Six digits of p/q, for numbers that are too long to read.
  function rounded(p, q) {
    const negative = p < 0n, size = negative ? -p : p;
    let shift = Math.max(0, 6 - (String(size).length - String(q).length));
    if (shift > 40) return (negative ? "−" : "") + `10^−${shift - 6}`;
    let text = String((size * 10n ** BigInt(shift) * 2n + q) / (2n * q)).padStart(shift + 1, "0");
    if (shift) text = (text.slice(0, -shift) + "." + text.slice(-shift)).replace(/\.?0+$/, "");
    return (negative ? "−" : "") + text;
  }

  // c + a.x as it is written by hand; `long` tells whether numbers were rounded.
  function affine(row, below, exact) {
    let found = "", long = false;
    const order = row.map((_, j) => (j + 1) % row.length).filter(j => row[j]);
    for (const j of order) {
      const p = row[j] < 0n ? -row[j] : row[j], text = spelled(p, below), name = j ? data.names[j - 1] : "";
      const short = exact || text.length <= 15;
      long = long || !short;
      const size = text === "1" && name ? "" : short ? text : rounded(p, below);
      found += (found ? (row[j] < 0n ? " − " : " + ") : row[j] < 0n ? "−" : "") + size + (size && name ? " " : "") + name;
    }
    return { text: found || "0", long };
  }

  // ---- what is said of a region ------------------------------------------------------------------------------------
  const cells = data.signs.length, minus = text => text.replaceAll("-", "−");
  let chosen = -1, current = null;

  function element(name, text, style) {
    const found = document.createElement(name);
    if (text !== undefined) found.textContent = text;
    if (style) found.className = style;
    return found;
  }

  function say(i) {
    const map = affineMap(data.signs[i]), lines = [element("h2", data.signs[i] ? "Region " : "The only region")];
    const signs = element("code", undefined, data.signs[i].length > 24 ? "long" : "");
    let from = 0;
    for (const layer of layers) if (layer.relu) signs.append(element("span", minus(data.signs[i].slice(from, from += layer.rows.length))));
    lines[0].append(signs);
    lines.push(element("p", (data.bounded[i] ? "bounded" : "unbounded") + (data.classes ? ` · ${data.winner ? `${data.winner}: ` : ""}${data.kinds[data.classes[i]]}` : "")));
    const list = element("dl");
    const wins = data.winners ? data.winners[i] : [];
    map.rows.map((row, k) => [row, k]).sort((a, b) => wins.includes(b[1]) - wins.includes(a[1])).slice(0, 12).forEach(([row, k]) => {
      const { text, long } = affine(row, map.below);
      list.append(element("dt", `${data.outputs[k]} ${long ? "≈" : "="}`), element("dd", text, wins.includes(k) ? "wins" : ""));
      if (long) {
        const more = element("details");
        more.append(element("summary", "exactly"), element("p", affine(row, map.below, true).text, "digits"));
        list.append(element("dd")); list.lastChild.append(more);
      }
    });
    if (map.rows.length > 12) list.append(element("dt", "…"), element("dd", `${map.rows.length - 12} more outputs`));
    lines.push(list);
    if (data.vertices) {
      const more = element("details");
      more.append(element("summary", `${data.vertices[i].length} vertices in the frame`));
      for (const k of data.vertices[i]) more.append(element("p", `(${data.points[k].map(minus).join(", ")})`, "digits"));
      lines.push(more);
    }
    panel.replaceChildren(...lines);
    current = map;
  }

  const shapes = new Map();
  if (!space) for (const path of svg.querySelectorAll("g.cells path[id]")) shapes.set(path, Number(path.id.replace(/^\D+/, "")));
  const shapeOf = i => find(`c${i}`);

  function choose(i) {
    if (i < 0 || i >= cells) return;
    if (i !== chosen) {
      chosen = i;
      mark();
      say(i);
    }
  }

  const outline = document.createElementNS(SVG, "path");
  outline.setAttribute("class", "chosen");
  if (!space) svg.querySelector("g.cells").append(outline);

  function mark() {
    if (space) svg.querySelectorAll("g.cells [data-c]").forEach(face => face.classList.toggle("chosen", Number(face.dataset.c) === chosen));
    else outline.setAttribute("d", shapeOf(chosen).getAttribute("d"));
  }

  const cellAt = target => space ? (target.dataset && target.dataset.c !== undefined ? Number(target.dataset.c) : -1)
    : shapes.has(target) ? shapes.get(target) : -1;
  let pinned = false;
  svg.addEventListener("pointermove", event => {
    if (event.pointerType === "mouse" && !event.buttons && !pinned) choose(cellAt(event.target));
    if (!space && event.pointerType === "mouse") tell(event);
  });
  let dragged = 0;
  svg.addEventListener("click", event => {
    const i = cellAt(event.target);
    if (dragged > 6 || i < 0) return;
    pinned = event.detail > 0 && !(pinned && i === chosen);
    choose(i);
    find("pin").hidden = !pinned;
    if (!space) tell(event);
  });

  // The value under the pointer: for the eye, so rounded.
  function tell(event) {
    const matrix = svg.getScreenCTM();
    if (!matrix || !current || data.dimension !== 2) return;
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse()), [left, top, wide, high] = data.box;
    const part = [(at.x - left) / wide, 1 - (at.y - top) / high];
    if (part.some(t => t < 0 || t > 1) || cellAt(event.target) !== chosen) { here.textContent = ""; return; }
    const x = range.map(([lo, hi], j) => lo + part[j] * (hi - lo)), number = v => minus(String(Number(v.toPrecision(4))));
    const value = k => current.rows[k].reduce((sum, c, j) => sum + ratio(c, current.below) * (j ? x[j - 1] : 1), 0);
    here.textContent = `at (${x.map(number).join(", ")}): ` + current.rows.slice(0, 5).map((_, k) => `${data.outputs[k]} ≈ ${number(value(k))}`).join(", ");
  }

  function ratio(p, q) {
    const spare = Math.max(String(q).length, String(p).length) - 300;
    if (spare > 0) { const cut = 10n ** BigInt(spare); return Number(p / cut) / Number(q / cut); }
    return Number(p) / Number(q);
  }

  const range = data.frame.map(pair => pair.map(text => ratio(...fraction(text))));

  // ---- keys and buttons --------------------------------------------------------------------------------------------
  const near = Array.from({ length: cells }, () => []);
  for (const [i, j] of data.neighbours) { near[i].push(j); near[j].push(i); }

  function step(across, down) {
    if (chosen < 0) return choose(0);
    const [x, y] = data.middles[chosen];
    let best = -1, most = 0.3;
    for (const j of near[chosen]) {
      const dx = data.middles[j][0] - x, dy = data.middles[j][1] - y, score = (dx * across + dy * down) / (Math.hypot(dx, dy) || 1);
      if (score > most) { most = score; best = j; }
    }
    if (best >= 0) choose(best);
  }

  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  svg.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in ARROWS) space ? turn(ARROWS[event.key][0] * 0.15, -ARROWS[event.key][1] * 0.15) : step(...ARROWS[event.key]);
    else if (event.key === "n") choose((chosen + 1) % cells);
    else if (event.key === "p") choose((chosen + cells - 1) % cells || 0);
    else if (event.key === "+" || event.key === "=") zoom(1.4);
    else if (event.key === "-") zoom(1 / 1.4);
    else if (event.key === "0") reset();
    else if (event.key === "Escape") { pinned = false; find("pin").hidden = true; }
    else return;
    event.preventDefault();
  });
  svg.addEventListener("focus", () => { if (chosen < 0) choose(0); });
  const press = (name, action) => find(name) && find(name).addEventListener("click", action);
  press("next", () => choose((chosen + 1) % cells));
  press("previous", () => choose(chosen < 0 ? 0 : (chosen + cells - 1) % cells));
  press("in", () => zoom(1.4));
  press("out", () => zoom(1 / 1.4));
  press("reset", () => reset());

  // ---- what is shown -----------------------------------------------------------------------------------------------
  for (const box of document.querySelectorAll("input[data-group]")) box.addEventListener("change", () => {
    for (const group of svg.querySelectorAll(box.dataset.group)) box.checked ? group.removeAttribute("display") : group.setAttribute("display", "none");
  });
  for (const choice of document.querySelectorAll("input[name=colour]")) choice.addEventListener("change", () => {
    const { palette, fills } = data.colours[choice.value];
    if (space) svg.querySelectorAll("g.cells [data-c]:not(.thick)").forEach(face => face.setAttribute("fill", palette[fills[face.dataset.c]]));
    else for (const [path, i] of shapes) { path.setAttribute("fill", palette[fills[i]]); path.setAttribute("stroke", palette[fills[i]]); }
    for (const key of document.querySelectorAll("[data-colour]")) key.hidden = key.dataset.colour !== choice.value;
  });

  // ---- zoom and pan ------------------------------------------------------------------------------------------------
  const whole = svg.getAttribute("viewBox").split(" ").map(Number);
  let view = whole.slice(), scale = 1;
  const sized = [];
  if (!space) for (const item of svg.querySelectorAll("[stroke-width], [r], [font-size]"))
    for (const name of ["stroke-width", "r", "font-size"]) if (item.hasAttribute(name)) sized.push([item, name, Number(item.getAttribute(name))]);

  function look() {
    view[0] = Math.min(Math.max(view[0], whole[0]), whole[0] + whole[2] - view[2]);
    view[1] = Math.min(Math.max(view[1], whole[1]), whole[1] + whole[3] - view[3]);
    svg.setAttribute("viewBox", view.map(v => Math.round(v * 100) / 100).join(" "));
    svg.style.setProperty("--zoom", scale);
    svg.style.overflow = scale > 1 ? "hidden" : "";
    if (!space) for (const [item, name, size] of sized) item.setAttribute(name, size / scale);
  }

  function zoom(factor, x, y) {
    const next = Math.min(Math.max(scale * factor, 1), 4000);
    const at = chosen >= 0 && !space && x === undefined ? data.middles[chosen] : [view[0] + view[2] / 2, view[1] + view[3] / 2];
    x = x === undefined ? at[0] : x; y = y === undefined ? at[1] : y;
    view = [x - (x - view[0]) * scale / next, y - (y - view[1]) * scale / next, whole[2] / next, whole[3] / next];
    scale = next;
    look();
  }

  function reset() {
    view = whole.slice(); scale = 1; look();
    if (space) { [yaw, pitch] = start; project(); }
  }

  svg.addEventListener("wheel", event => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    zoom(Math.exp(-event.deltaY / 200), at.x, at.y);
  }, { passive: false });

  let last = null;
  svg.addEventListener("pointerdown", event => {
    if (event.isPrimary) { last = [event.clientX, event.clientY]; dragged = 0; }
  });
  window.addEventListener("pointermove", event => {
    if (!last || !event.isPrimary) return;
    const dx = event.clientX - last[0], dy = event.clientY - last[1];
    dragged += Math.abs(dx) + Math.abs(dy);
    last = [event.clientX, event.clientY];
    if (space) turn(dx * 0.008, dy * 0.008);
    else if (scale > 1 && dragged > 6) { const per = view[2] / svg.clientWidth; view[0] -= dx * per; view[1] -= dy * per; look(); }
  });
  for (const name of ["pointerup", "pointercancel"]) window.addEventListener(name, () => { last = null; });

  // ---- turning, in three coordinates -------------------------------------------------------------------------------
  const start = space ? [data.view.yaw, data.view.pitch].map(([cosine, sine]) => Math.atan2(sine, cosine)) : [];
  let yaw = 0, pitch = 0, apart = 0, waiting = false;
  const parts = [], parse = text => text.split(" ").map(p => p.split(",").map(Number));
  if (space) {
    [yaw, pitch] = start;
    for (const item of svg.querySelectorAll("[data-p]"))
      parts.push({ item, points: parse(item.dataset.p), face: item.parentNode.matches("g.cells"),
                   away: item.dataset.m ? parse(item.dataset.m)[0] : item.parentNode.matches("g.labels") ? parse(item.dataset.p)[0] : null });
    const slider = find("apart");
    slider.addEventListener("input", () => { apart = Number(slider.value); project(); });
  }

  function turn(right, up) {
    yaw += right;
    pitch = Math.min(Math.max(pitch + up, -Math.PI / 2), Math.PI / 2);
    if (!waiting) { waiting = true; requestAnimationFrame(() => { waiting = false; project(); }); }
  }

  function project() {
    const [cy, sy, cp, sp] = [Math.cos(yaw), Math.sin(yaw), Math.cos(pitch), Math.sin(pitch)], [x, y] = data.view.centre, size = data.view.zoom[0] / data.view.zoom[1];
    svg.classList.toggle("parted", apart > 0);
    const shrink = 1 / (1 + apart * 0.7);
    const faces = [];
    for (const part of parts) {
      const shift = part.away ? part.away.map(v => v * apart) : [0, 0, 0];
      let depth = 0;
      const spots = part.points.map(point => {
        const [a, b, c] = point.map((v, k) => (v + shift[k]) * shrink), away = sy * a + cy * b;
        depth += (cp * away - sp * c) / part.points.length;
        return [x + size * (cy * a - sy * b), y - size * (cp * c + sp * away)];
      });
      const round = v => Math.round(v), { item } = part;
      if (item.tagName === "circle") { item.setAttribute("cx", round(spots[0][0])); item.setAttribute("cy", round(spots[0][1])); }
      else if (item.tagName === "text") { item.setAttribute("x", round(spots[0][0])); item.setAttribute("y", round(spots[0][1])); }
      else if (item.hasAttribute("transform")) item.setAttribute("transform", `translate(${spots[0].map(round).join(" ")})`);
      else item.setAttribute("d", "M" + spots.map(spot => spot.map(round).join(",")).join("L") + (part.face ? "z" : ""));
      if (part.face) faces.push([depth, item]);
    }
    faces.sort((a, b) => b[0] - a[0]);
    svg.querySelector("g.cells").append(...faces.map(face => face[1]));
  }
})();
