// The regions of a network in a box, exactly, in any dimension.
//
// A point x of R^d is a primitive integer vector [t, t x_1, ..., t x_d] with t > 0. A form [c, a_1, ..., a_d] is the
// function c + a.x, so its sign at a point is the sign of an integer. A cell is a convex polytope {signs, side, points};
// each of its points is {at, on, key}, where the bits of `on` are the walls of the box, the neurons and the output that
// vanish there (bits 0 .. 2d-1, then one for each neuron, then the output).

function makePoint(vector, on) {
  const at = primitive(vector);
  return { at, on, key: at.join() };
}

// The cell of a box, given by pairs of Rationals.
function boxCell(frame) {
  let corners = [[[ONE], 0]];
  frame.forEach((ends, i) => {
    corners = corners.flatMap(([x, on]) => ends.map((end, j) => [[...x, end], on | (1 << (2 * i + j))]));
  });
  return { signs: "", side: 0, points: corners.map(([x, on]) => makePoint(cleared(x), on)) };
}

// Cut a cell by a form: [positive part, negative part, undivided]. Of these either the last or the first two are there.
function cut(cell, form, bit) {
  const values = cell.points.map((p) => integerDot(form, p.at));
  const points = cell.points.map((p, i) => (values[i] === 0n ? { ...p, on: p.on | bit } : p));
  const positive = values.some((v) => v > 0n), negative = values.some((v) => v < 0n);
  if (!positive || !negative) return [null, null, { points, sign: positive ? 1 : negative ? -1 : 0 }];
  const parts = [[], []];
  points.forEach((p, i) => {
    if (values[i] >= 0n) parts[0].push(p);
    if (values[i] <= 0n) parts[1].push(p);
  });
  points.forEach((u, i) => {
    if (values[i] <= 0n) return;
    points.forEach((v, j) => {
      if (values[j] >= 0n) return;
      const common = u.on & v.on; // an edge: no third point lies on all walls that hold both
      if (points.some((p, k) => k !== i && k !== j && (p.on & common) === common)) return;
      const fresh = makePoint(u.at.map((x, l) => values[i] * v.at[l] - values[j] * x), common | bit);
      parts[0].push(fresh);
      parts[1].push(fresh);
    });
  });
  return [...parts, null];
}

// Every cell cut by the form that `formOf` gives for it; `mark` makes the new cell from the old one, its points and its sign.
function cutAll(cells, formOf, bit, mark) {
  return cells.flatMap((cell) => {
    const [plus, minus, whole] = cut(cell, formOf(cell), bit);
    return whole ? [mark(cell, whole.points, whole.sign)] : [mark(cell, plus, 1), mark(cell, minus, -1)];
  });
}

// A network as integer forms: one for each neuron, and the parts whose sum over the active neurons is the output.
function integerForms({ A, b, w, c }) {
  const neurons = A.map((row, i) => cleared([b[i], ...row]));
  const parts = A.map((row, i) => [b[i], ...row].map((x) => x.times(w[i])));
  const scale = commonDenominator([c, ...parts.flat()]);
  const whole = (x) => (x.n * scale) / x.d;
  return { neurons, parts: parts.map((part) => part.map(whole)), constant: whole(c), scale };
}

// The output as a form (times a positive number) on a cell.
function outputForm(forms, signs) {
  const sum = Array(forms.parts[0].length).fill(0n);
  sum[0] = forms.constant;
  forms.parts.forEach((part, i) => {
    if (signs[i] === "+") part.forEach((x, j) => { sum[j] += x; });
  });
  return sum;
}

// A box around 0 that has a point of every face of the complex in its interior: by Cramer's rule every face has a point
// whose coordinates are quotients of determinants, which are at most the product of the sums of the entries of d rows.
function largeFrame(forms) {
  const d = forms.parts[0].length - 1, sum = (row) => row.reduce((s, x) => s + abs(x), 0n);
  const output = forms.parts.reduce((s, part) => s + sum(part), abs(forms.constant));
  const most = forms.neurons.map(sum).reduce((a, b) => (a > b ? a : b), output > 1n ? output : 1n);
  const radius = new Rational(most ** BigInt(d) + 1n);
  return Array(d).fill([radius.negated(), radius]);
}

// All cells of the network in a frame, cut by the output too: side is the sign of the output (0: it vanishes there).
function cellsIn(forms, frame) {
  const d = frame.length, sign = (s) => (s > 0 ? "+" : s < 0 ? "-" : "0");
  let cells = [boxCell(frame)];
  forms.neurons.forEach((form, i) => {
    cells = cutAll(cells, () => form, 1 << (2 * d + i), (cell, points, s) => ({ signs: cell.signs + sign(s), side: 0, points }));
  });
  return cutAll(cells, (cell) => outputForm(forms, cell.signs), 1 << (2 * d + forms.neurons.length),
    (cell, points, side) => ({ signs: cell.signs, side, points }));
}

// The zeros of a cell that is not thick are a face of it (perhaps none): its points on which the output vanishes.
const zerosOf = (cell, bit) => cell.points.filter((p) => p.on & bit);

// The dimension of a face of a polytope in at most three dimensions, from the number of its vertices.
const dimensionOf = (points, d) => Math.min(points.length - 1, d - 1);

// A point inside a cell: the mean of its vertices.
function innerPoint({ points }) {
  const n = new Rational(BigInt(points.length)), [first, ...rest] = points.map(pointOf);
  return rest.reduce((sum, p) => sum.map((x, i) => x.plus(p[i])), first).map((x) => x.over(n));
}

function valueAt({ A, b, w, c }, x) {
  return A.reduce((sum, row, i) => {
    const y = dot(row, x).plus(b[i]);
    return y.sign > 0 ? sum.plus(w[i].times(y)) : sum;
  }, c);
}

const pointOf = (p) => p.at.slice(1).map((x) => new Rational(x, p.at[0]));
