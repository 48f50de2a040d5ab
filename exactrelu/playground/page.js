// The page: one state, one function that shows it, and what changes it.

const state = { A: [], b: [], w: [], c: ZERO, centre: [], half: ONE, step: 12, stop: 0, reference: null, walls: true, signs: true,
  camera: { turn: 32, tilt: 24 } };
let controls = [], first = null, current = null, dragged = null, wanted = 0;

const complain = (sentence) => { byId("message").textContent = sentence; };
const write = (id, text) => { if (byId(id).textContent !== text) byId(id).textContent = text; }; // said aloud only if it is new
const inputs = () => state.A[0].length;

// Take over a network (and what else a setting says), with fresh controls.
function load(network, extra = {}) {
  const copy = (list) => [...list];
  Object.assign(state, { A: network.A.map(copy), b: copy(network.b), w: copy(network.w), c: network.c }, extra);
  state.centre = Array(inputs()).fill(ZERO);
  controls = buildControls(byId("weights"), state, (control) => redraw(control), complain);
  complain("");
  redraw();
}

function goTo(stop) {
  const { at, reference } = TOUR[stop];
  first = study(at);
  load(at, { half: at.half, stop, reference: reference || null, camera: { turn: 32, tilt: 24 } });
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
  history.replaceState(null, "", toHash(state));
}

function showTour() {
  const { title, text, challenge, done } = TOUR[state.stop];
  byId("stops").value = state.stop;
  byId("tour-title").textContent = title;
  byId("tour-text").textContent = text;
  byId("challenge-text").textContent = challenge;
  write("challenge-done", done(current, first) ? "\u2713 Done." : "");
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
    title: `Your boundary, ${label || "no class"}: ${summaryOf(current)}. ${d === 2 ? "Arrow keys move the picture." : "Arrow keys turn the picture."}` });
  const other = canonical || (state.reference && d === 2 && study(state.reference)), view = { centre: Array(d).fill(ZERO), half: Rational.of(3) };
  byId("beside").textContent = canonical ? "Its canonical form" : other ? "For comparison: w\u2083 = 2" : "No canonical form";
  byId("besides-name").textContent = canonical ? "z" : other ? "x" : "";
  if (!other) {
    fill(byId("right"), html("p", {}, "No canonical boundary: there is no finite list of such boundaries."), "No canonical boundary.");
    return;
  }
  // A canonical region has the colour of the region of x that is mapped to it.
  const back = canonical && inverseMap(map), sideOf = back ? (cell) => valueAt(current.network, apply(back, innerPoint(cell))).sign : (cell) => cell.side;
  const mine = new Map(other.hyperplanes.map((key, i) => [key, i]));
  draw(byId("right"), other, { ...common, view: canonical ? view : { ...view, half: TOUR[16].at.half }, name: canonical ? "z" : "x",
    numberOf: (piece) => mine.get(piece.hyperplane.join()), drag: false, sideOf, id: "right", title: canonical ? `The canonical boundary ${label}.` : "A hexagon with weights 1, 1, 2." });
}

const many = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;

function summaryOf({ d, pieces, corners, thick, empty }) {
  if (empty) return "nothing";
  const parts = [...(thick ? [many(thick, "thick region")] : []), ...(pieces.length || !thick ? [many(pieces.length, "piece")] : []), many(corners.length, "corner")];
  return parts.join(", ");
}

function showResult() {
  const { found, pieces, hyperplanes, corners, regions, thick } = current, d = inputs();
  write("label", found.label || "no class");
  write("summary", summaryOf(current));
  const point = (p) => `(${minus(p.join(", ")).replaceAll("-", "\u2212")})`;
  const parallel = found.label ? [] : parallelEdges(current), ends = found.ends;
  const facts = [["regions", regions], ["pieces", `${pieces.length} in ${many(hyperplanes.length, d === 2 ? "line" : "plane")}`],
    ["corners", corners.length ? corners.map((p) => (found.map ? `${point(p)} \u21a6 ${point(apply(found.map, p))}` : point(p))).join(", ") : "0"], ["thick regions", thick],
    ...parallel.map((pair) => ["invariant", `pieces ${numbersOf(pair)} are parallel, with lengths in the ratio ${pair.ratio} : 1; affine maps keep it`]),
    ...(ends && ends.length === 3 ? [["invariant", `the distances are in the ratio ${ends[1].minus(ends[0]).over(ends[2].minus(ends[1]))} : 1; affine maps keep it`]] : [])];
  byId("facts").replaceChildren(...facts.flatMap(([name, value]) => [html("dt", {}, name), html("dd", {}, minus(value))]));
  byId("formula").replaceChildren(html("div", { class: "row" }, formula(mi("F"), brackets(mi("x")), mo("="),
    linearCombination([...state.A.map((row, i) => [state.w[i], relu(affine(row, state.b[i], "x"))]), [state.c, null]]))));
  byId("map-title").hidden = !found.map;
  byId("map").replaceChildren(...(found.map ? mapFormulas(found, d) : []));
  byId("why").textContent = found.map ? whyText(found.label, d) : `No class: ${found.reason}.`;
}

function numbersOf({ edges }) {
  const own = new Map(current.hyperplanes.map((key, i) => [key, i + 1])), bounded = current.pieces.filter(({ points }) => points.every((p) => !(p.on & 15)));
  return edges.map((i) => own.get(bounded[i].hyperplane.join())).join(" and ");
}

function mapFormulas({ label, map }, d) {
  const vector = (name) => matrixOf(Array.from({ length: d }, (_, i) => [subscript(name, i + 1)]));
  const rows = [formula(vector("z"), mo("="), matrixOf(map.matrix.map((row) => row.map(signed))), vector("x"), mo("+"), matrixOf(map.vector.map((x) => [signed(x)])))];
  const set = canonicalSet(label);
  if (set) rows.push(set);
  return rows.map((row) => html("div", { class: "row" }, row));
}

// The equation of the canonical set.
function canonicalSet(label) {
  const numbers = /^B(0?)\((\d),(\d)\)$/.exec(label), z = (i) => mathml("msubsup", mi("z"), mn(i + 1), mo("+"));
  if (numbers) {
    const [p, q] = [Number(numbers[2]), Number(numbers[3])], m = numbers[1] ? p + q : p, plus = numbers[1] ? p : q;
    return formula(linearCombination(Array.from({ length: m }, (_, i) => [i < plus ? ONE : ONE.negated(), z(i)])), mo("="), mn(numbers[1] ? 0 : 1));
  }
  const z1 = () => subscript("z", 1), or = () => mathml("mtext", "\u00a0or\u00a0");
  return { strip: () => formula(mn(0), mo("\u2264"), z1(), mo("\u2264"), mn(1)), "parallel hyperplanes": () => formula(z1(), mo("="), mn(0), or(), z1(), mo("="), mn(1)),
    "half-space and hyperplane": () => formula(z1(), mo("\u2264"), mn(0), or(), z1(), mo("="), mn(1)) }[label]?.() || null;
}

function whyText(label, d) {
  const numbers = /^B(0?)\((\d),(\d)\)$/.exec(label);
  if (!numbers) {
    return { empty: "The output is never 0.", all: "The output is 0 everywhere." }[label] || "The output depends on one number alone; T25 lists its seven kinds of zeros.";
  }
  const [p, q] = [Number(numbers[2]), Number(numbers[3])], free = d - (numbers[1] ? p + q : p);
  const times = free ? ` The other ${many(free, "coordinate")} of z ${free === 1 ? "is" : "are"} free.` : "";
  return (numbers[1] ? `c = 0: ${many(p, "weight")} of one sign, ${q} of the other (T22).` :
    `m = ${p} neurons that matter, k = ${q} of them against the constant: z\u1d62 is |w\u1d62/c| times y\u1d62, those against the constant first (T11, T17).`) + times;
}
