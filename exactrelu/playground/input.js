// What people do: buttons, the keyboard, the pointer, links and files.

const snapped = (x) => new Rational(BigInt(Math.round(x * state.step)), BigInt(state.step));

function zoom(factor) {
  const half = state.half.times(Rational.of(factor));
  if (half.toNumber() < 1 / 64 || half.toNumber() > 4096) return;
  state.half = half;
  redraw();
}

// The frame around the apex and all corners, with room.
function fit() {
  const points = [...current.corners, ...[apexOf(current.network)].filter(Boolean)].map((p) => p.map((x) => x.toNumber()));
  const spans = state.centre.map((_, i) => (points.length ? [Math.min, Math.max].map((f) => f(...points.map((p) => p[i]))) : [0, 0]));
  state.centre = spans.map(([lo, hi]) => snapped((lo + hi) / 2));
  const most = Math.max(...spans.map(([lo, hi]) => hi - lo)), half = 2 ** Math.ceil(Math.log2(Math.max(most, 1) * 0.9 + 0.5));
  state.half = Rational.of(String(Math.min(Math.max(half, 1), 4096)));
  redraw();
}

function move(x, y) {
  if (inputs() === 3) {
    state.camera = { turn: state.camera.turn - 6 * x, tilt: Math.max(-90, Math.min(90, state.camera.tilt + 6 * y)) };
  } else {
    const by = state.half.over(Rational.of(8));
    state.centre = [state.centre[0].plus(by.times(Rational.of(x))), state.centre[1].plus(by.times(Rational.of(y)))];
  }
  redraw();
}

const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (KEYS[event.key]) move(...KEYS[event.key]);
  else if (event.key === "+" || event.key === "=") zoom("1/2");
  else if (event.key === "-") zoom(2);
  else if (event.key === "0") fit();
  else return;
  event.preventDefault();
}

// Dragging a wall moves its bias, dragging the apex all biases; in space a drag turns the picture.
function startDrag(event) {
  const handle = event.target.closest("[data-drag]"), holder = event.currentTarget;
  if (inputs() === 3) dragged = { turn: true, at: [event.clientX, event.clientY] };
  else if (handle) dragged = { wall: handle.dataset.drag, holder };
  if (dragged) holder.setPointerCapture(event.pointerId);
}

function drag(event) {
  if (!dragged) return;
  if (dragged.turn) {
    const [x, y] = [event.clientX - dragged.at[0], event.clientY - dragged.at[1]];
    dragged.at = [event.clientX, event.clientY];
    state.camera = { turn: state.camera.turn - x / 2, tilt: Math.max(-90, Math.min(90, state.camera.tilt + y / 2)) };
  } else {
    const box = dragged.holder.getBoundingClientRect(), scale = SIZE / box.width;
    const point = planeOf(state).point((event.clientX - box.left) * scale, (event.clientY - box.top) * scale).map(snapped);
    state.A.forEach((row, i) => {
      if (dragged.wall === "apex" || Number(dragged.wall) === i) state.b[i] = dot(row, point).negated();
    });
  }
  redraw();
}

function inform(event) {
  const found = event.target.closest("[data-info]");
  if (found) byId("info").textContent = found.dataset.info;
  document.querySelectorAll(".lit").forEach((element) => element.classList.remove("lit"));
  const piece = event.target.closest("[data-piece]");
  if (piece) document.querySelectorAll(`[data-piece="${piece.dataset.piece}"]`).forEach((element) => element.classList.add("lit"));
}

function setInputs(d) {
  if (d === inputs()) return;
  const resize = (row, i) => (d === 2 ? row.slice(0, 2) : [...row, i === 2 ? ONE : ZERO]);
  let { A, b, w } = { A: state.A.map(resize), b: [...state.b], w: [...state.w] };
  if (d === 3 && A.length === 2) [A, b, w] = [[...A, identity(3)[2]], [...b, ZERO], [...w, ONE]];
  if (d === 2 && A.length === 3 && A[2].every((x) => x.isZero)) [A, b, w] = [A.slice(0, 2), b.slice(0, 2), w.slice(0, 2)];
  load({ A, b, w, c: state.c }, { reference: null });
}

function setNeurons(by) {
  const m = state.A.length + by, d = inputs();
  if (m < 1 || m > MOST) return;
  const fresh = identity(d)[(m - 1) % d];
  load(by < 0 ? { A: state.A.slice(0, m), b: state.b.slice(0, m), w: state.w.slice(0, m), c: state.c }
    : { A: [...state.A, fresh], b: [...state.b, ZERO], w: [...state.w, ONE], c: state.c }, {});
}

async function copy(text, what) {
  let done = true;
  try {
    await navigator.clipboard.writeText(text);
  } catch { // a browser that gives no access to the clipboard: select the text, so that one key copies it
    done = false;
    byId("json").focus();
    byId("json").value = text;
    byId("json").select();
  }
  byId("copied").textContent = done ? `Copied the ${what}.` : "Press Ctrl-C to copy.";
}

function attempt(work) {
  try {
    work();
    complain("");
  } catch (error) {
    complain(error.message);
  }
}

function followLink(hash) {
  const found = fromHash(hash), stop = TOUR[found.stop];
  first = study(stop.at);
  load(found, { half: found.half, centre: found.centre, step: found.step, stop: found.stop, own: false, reference: stop.reference || null });
}

function start() {
  byId("stops").append(...TOUR.map(({ title }, i) => html("option", { value: i }, `${i + 1}. ${title}`)));
  byId("step").append(...STEPS.map((q) => html("option", { value: q }, q === 1 ? "1" : `1/${q}`)));
  const on = (id, event, work) => byId(id).addEventListener(event, work);
  on("back", "click", () => goTo(Math.max(state.stop - 1, 0)));
  on("next", "click", () => goTo(Math.min(state.stop + 1, TOUR.length - 1)));
  on("again", "click", () => goTo(state.stop));
  on("stops", "change", () => goTo(Number(byId("stops").value)));
  on("plane", "click", () => setInputs(2));
  on("space", "click", () => setInputs(3));
  on("fewer", "click", () => setNeurons(-1));
  on("more", "click", () => setNeurons(1));
  on("step", "change", () => { state.step = Number(byId("step").value); redraw(); });
  on("in", "click", () => zoom("1/2"));
  on("out", "click", () => zoom(2));
  on("fit", "click", fit);
  for (const id of ["walls", "signs"]) on(id, "change", () => { state[id] = byId(id).checked; redraw(); });
  on("copy", "click", () => copy(toFile(state), "network"));
  on("share", "click", () => copy(location.href.replace(/#.*/, "") + toHash(state), "link"));
  on("use", "click", () => attempt(() => { load(fromFile(byId("json").value), { own: true, reference: null }); show(); fit(); }));
  on("weights", "submit", (event) => event.preventDefault());
  for (const id of ["left", "right"]) {
    on(id, "keydown", onKey);
    on(id, "pointerdown", startDrag);
    on(id, "pointermove", drag);
    on(id, "pointerup", () => { dragged = null; });
    on(id, "pointercancel", () => { dragged = null; });
    on(id, "pointerover", inform);
    on(id, "click", inform);
  }
  addEventListener("hashchange", (event) => attempt(() => followLink(new URL(event.newURL).hash)));
  goTo(0);
  const given = byId("start").textContent.trim();
  if (given !== "null") attempt(() => { load(fromFile(given), { own: true }); show(); fit(); });
  if (location.hash.length > 1) attempt(() => followLink(location.hash));
}

// For programs: the same mathematics on texts. {A, b, w, c} -> what the page knows, all numbers as "p/q".
function classifyTexts({ A, b, w, c }) {
  const row = (list) => list.map(Rational.of), texts = (list) => list.map(String);
  const found = study(checked({ A: A.map(row), b: row(b), w: row(w), c: Rational.of(c) })), { label, reason, map, factor } = found.found;
  const { regions, thick, pieces, hyperplanes, empty, corners } = found;
  return { label, reason, factor: factor ? String(factor) : null, witness: map && { matrix: map.matrix.map(texts), vector: texts(map.vector) },
    regions, thick, pieces: pieces.length, hyperplanes: hyperplanes.length, empty, corners: corners.map(texts),
    points: pieces.map(({ points }) => points.map((p) => texts(pointOf(p)))) };
}

window.exactrelu = Object.freeze({ classify: classifyTexts });
start();
