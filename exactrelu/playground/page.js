// The page: one state, one function that shows it, and what changes it.

const state = { A: [], b: [], w: [], c: ZERO, centre: [], half: ONE, step: 12, stop: 0, own: false, reference: null, walls: true, signs: true,
  camera: { turn: 32, tilt: 24 } };
let controls = [], first = null, current = null, dragged = null, wanted = 0, saving = 0;

const complain = (sentence) => { byId("message").textContent = sentence; };
const write = (id, text) => { if (byId(id).textContent !== text) byId(id).textContent = text; }; // said aloud only if it is new
const inputs = () => state.A[0].length;

// Take over a network (and what else a setting says), with fresh controls.
function load(network, extra = {}) {
  const copy = (list) => [...list];
  Object.assign(state, { A: network.A.map(copy), b: copy(network.b), w: copy(network.w), c: network.c }, extra);
  state.centre = extra.centre && extra.centre.length === inputs() ? extra.centre : Array(inputs()).fill(ZERO);
  controls = buildControls(byId("weights"), state, (control) => redraw(control), complain);
  complain("");
  redraw();
}

function goTo(stop) {
  const { at, reference } = TOUR[stop];
  first = study(at);
  load(at, { half: at.half, stop, own: false, reference: reference || null, camera: { turn: 32, tilt: 24 } });
}

// Show the state in the next frame of the screen.
function redraw(control) {
  const used = control;
  refreshControls(controls, state, used);
  if (!wanted) wanted = requestAnimationFrame(show);
}

function show() {
  wanted = 0;
  current = study({ A: state.A, b: state.b, w: state.w, c: state.c });
  showTour();
  showPictures();
  showResult();
  byId("plane").setAttribute("aria-pressed", inputs() === 2);
  byId("space").setAttribute("aria-pressed", inputs() === 3);
  byId("signs-too").hidden = inputs() === 3;
  document.querySelectorAll(".key.side").forEach((element) => { element.hidden = inputs() === 3; });
  byId("neurons").textContent = `${state.A.length} neuron${state.A.length > 1 ? "s" : ""}`;
  byId("fewer").disabled = state.A.length === 1;
  byId("more").disabled = state.A.length === MOST;
  byId("step").value = state.step;
  if (document.activeElement !== byId("json")) byId("json").value = toFile(state);
  clearTimeout(saving);
  saving = setTimeout(() => history.replaceState(null, "", toHash(state)), 200); // browsers refuse to do this in every frame
}

function showTour() {
  const { title, text, challenge, done } = TOUR[state.stop];
  byId("stops").value = state.stop;
  byId("tour-title").textContent = title;
  byId("tour-text").textContent = text;
  byId("challenge-text").textContent = challenge;
  write("challenge-done", !state.own && done(current, first) ? "\u2713 Done." : "");
  byId("back").disabled = state.stop === 0;
  byId("next").disabled = state.stop === TOUR.length - 1;
}

// Every piece has the number of the canonical piece that it is mapped to; without a class, that of its hyperplane.
function showPictures() {
  const { label, map } = current.found, d = inputs(), draw = d === 2 ? drawPlane : drawSpace;
  const common = { walls: state.walls, signs: state.signs, camera: state.camera };
  const own = new Map(current.hyperplanes.map((key, i) => [key, i]));
  let numberOf = (piece) => own.get(piece.hyperplane.join());
  const canonical = label && study(canonicalNetwork(label, d));
  if (canonical) {
    const numbers = colouring(canonical, map);
    numberOf = (piece) => numbers.get(formOfFlat(piece.hyperplane).join());
  }
  draw(byId("left"), current, { ...common, view: state, name: "x", numberOf, drag: true, id: "left",
    title: `Your boundary, ${label || "no class"}: ${summaryOf(current)}. Arrow keys ${d === 2 ? "move" : "turn"} the picture.` });
  const other = canonical || (state.reference && d === 2 && study(state.reference));
  const view = { centre: Array(d).fill(ZERO), half: canonical ? Rational.of(3) : TOUR[16].at.half };
  byId("beside").textContent = canonical ? "Its canonical form" : other ? "For comparison: w\u2083 = 2" : "No canonical form";
  byId("beside-space").replaceChildren(...(other ? ["in ", html("i", {}, canonical ? "z" : "x")] : []));
  if (!other) {
    fill(byId("right"), html("p", {}, "No canonical boundary: there is no finite list of such boundaries."), "No canonical boundary.");
    return;
  }
  // A canonical region has the colour of the region of x that is mapped to it.
  const back = canonical && inverseMap(map);
  const sideOf = (cell) => (back ? valueAt(current.network, apply(back, innerPoint(cell))).sign : cell.side);
  const mine = new Map(other.hyperplanes.map((key, i) => [key, i]));
  if (canonical && !numbersOfLabel(label)) common.walls = common.signs = false; // these neurons are not the neurons of x
  draw(byId("right"), other, { ...common, view, name: canonical ? "z" : "x", numberOf: (piece) => mine.get(piece.hyperplane.join()), drag: false,
    sideOf, id: "right", title: canonical ? `The canonical boundary ${label}.` : "A hexagon with weights 1, 1, 2." });
}

const proportion = (x) => `${x.n} : ${x.d}`;
const many = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;

function summaryOf({ d, pieces, corners, thick, empty }) {
  if (empty) return "nothing";
  const parts = [thick ? many(thick, "thick region") : "", pieces.length || !thick ? many(pieces.length, "piece") : "", many(corners.length, "corner")];
  return parts.filter(Boolean).join(", ");
}

function showResult() {
  const { found, pieces, hyperplanes, corners, regions, thick } = current, d = inputs();
  write("label", found.label || "no class");
  write("summary", summaryOf(current));
  const point = (p) => `(${p.map(minus).join(",\u00a0")})`;
  const ends = found.ends, kept = (what) => ["invariant", `${what}; affine maps keep the ratio`];
  const mapped = (p) => (found.map ? `${point(p)}\u00a0\u21a6\u00a0${point(apply(found.map, p))}` : point(p));
  const facts = [["regions", regions], ["pieces", `${pieces.length} in ${many(hyperplanes.length, d === 2 ? "line" : "plane")}`],
    ["corners", corners.map(mapped).join(", ") || "0"], ["thick regions", thick]];
  if (!found.label) {
    facts.push(...parallelEdges(current).map((pair) => kept(`pieces ${numbersOf(pair)} are parallel, with lengths ${proportion(pair.ratio)}`)));
  }
  if (ends && ends.length === 3) facts.push(kept(`the distances are ${proportion(ends[1].minus(ends[0]).over(ends[2].minus(ends[1])))}`));
  byId("facts").replaceChildren(...facts.flatMap(([name, value]) => [html("dt", {}, name), html("dd", {}, minus(value))]));
  byId("formula").replaceChildren(html("div", { class: "row" }, formula(mi("F"), brackets(mi("x")), mo("="),
    linearCombination([...state.A.map((row, i) => [state.w[i], relu(affine(row, state.b[i], "x"))]), [state.c, null]]))));
  byId("map-title").hidden = !found.map;
  byId("map").replaceChildren(...(found.map ? mapFormulas(found, d) : []));
  byId("why").textContent = found.map ? whyText(found.label, d) : `No class: ${found.reason}.`;
}

function numbersOf({ edges }) {
  return edges.map((edge) => current.hyperplanes.indexOf(edge.hyperplane.join()) + 1).join(" and ");
}

function mapFormulas({ label, map, factor }, d) {
  const vector = (name) => matrixOf(Array.from({ length: d }, (_, i) => [subscript(name, i + 1)]));
  const numbers = (rows) => matrixOf(rows.map((row) => row.map(signed)));
  const rows = [formula(vector("z"), mo("="), numbers(map.matrix), vector("x"), mo("+"), numbers(map.vector.map((x) => [x])))];
  if (factor && label.startsWith("B")) {
    rows.push(formula(mi("F"), brackets(mi("x")), mo("="), ...(factor.equals(ONE) ? [] : [signed(factor)]), brackets(canonicalSum(label))));
  }
  const set = canonicalSet(label);
  if (set) rows.push(set);
  return rows.map((row) => html("div", { class: "row" }, row));
}

const numbersOfLabel = (label) => {
  const found = /^B(0?)\((\d),(\d)\)$/.exec(label);
  return found && { thick: found[1] !== "", p: Number(found[2]), q: Number(found[3]) };
};

// The canonical function of B(m,k) or B0(p,q) in z, with its constant or without.
function canonicalSum(label, constant = true) {
  const { thick, p, q } = numbersOfLabel(label), m = thick ? p + q : p, plus = thick ? p : q;
  const terms = Array.from({ length: m }, (_, i) => [i < plus ? ONE : ONE.negated(), mathml("msubsup", mi("z"), mn(i + 1), mo("+"))]);
  return linearCombination([...terms, [thick || !constant ? ZERO : ONE.negated(), null]]);
}

// The equation of the canonical set.
function canonicalSet(label) {
  const numbers = numbersOfLabel(label);
  if (numbers) return formula(canonicalSum(label, false), mo("="), mn(numbers.thick ? 0 : 1));
  const z1 = () => subscript("z", 1), or = () => mathml("mtext", "\u00a0or\u00a0");
  return { strip: () => formula(mn(0), mo("\u2264"), z1(), mo("\u2264"), mn(1)),
    "parallel hyperplanes": () => formula(z1(), mo("="), mn(0), or(), z1(), mo("="), mn(1)),
    "half-space and hyperplane": () => formula(z1(), mo("\u2264"), mn(0), or(), z1(), mo("="), mn(1)) }[label]?.() || null;
}

function whyText(label, d) {
  const numbers = numbersOfLabel(label);
  if (!numbers) {
    return { empty: "The output is never 0.", all: "The output is 0 everywhere." }[label] ||
      "The output depends on one number alone; T25 lists its seven kinds of zeros.";
  }
  const { thick, p, q } = numbers, free = d - (thick ? p + q : p);
  const times = free ? ` The other ${many(free, "coordinate")} of z ${free === 1 ? "is" : "are"} free.` : "";
  return (thick ? `c = 0: ${many(p, "weight")} of one sign, ${q} of the other (T22).` :
    `m = ${many(p, "neuron")} in the function, k = ${q} of them against the constant: ` +
    "z\u1d62 is |w\u1d62/c| times y\u1d62, those against the constant first (T11, T17).") + times;
}
