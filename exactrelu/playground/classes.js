// The class of {F = 0} for F(x) = sum_i w_i (a_i.x + b_i)^+ + c, from the weights alone.
// The theorems T11, T17, T21, T22, T25 and T27; the same labels and reasons as the Python package.

// F as linear.x + constant + sum mu (n.x + beta)^+ with distinct hyperplanes (n primitive, oriented) and mu != 0.
// Every function of one hidden layer has exactly one such form, so zero, repeated and opposite rows are no matter.
function ridgeForm({ A, b, w, c }) {
  let linear = A[0].map(() => ZERO), constant = c;
  const found = new Map();
  A.forEach((row, i) => {
    let mu = w[i], beta = b[i], n = cleared(row);
    if (mu.isZero) return;
    const lead = n.findIndex((x) => x !== 0n);
    if (lead < 0) {
      if (beta.sign > 0) constant = constant.plus(mu.times(beta));
      return;
    }
    const scale = row[lead].over(new Rational(n[lead])); // row = scale n with scale > 0
    beta = beta.over(scale);
    mu = mu.times(scale);
    if (n[lead] < 0n) { // mu (n.x + beta)^+ = mu (-n.x - beta)^+ + mu (n.x + beta)
      linear = linear.map((x, j) => x.plus(mu.times(new Rational(n[j]))));
      constant = constant.plus(mu.times(beta));
      n = n.map((x) => -x);
      beta = beta.negated();
    }
    const key = `${n} ${beta}`, before = found.get(key);
    found.set(key, { mu: before ? before.mu.plus(mu) : mu, n: n.map((x) => new Rational(x)), beta, index: before ? before.index : i });
  });
  const bends = [...found.values()].filter((bend) => !bend.mu.isZero).sort((p, q) => {
    const i = p.n.findIndex((x, j) => !x.equals(q.n[j]));
    return i < 0 ? p.beta.compare(q.beta) : p.n[i].compare(q.n[i]);
  });
  return { linear, constant, bends };
}

// {label, map, reason}: the map is an affine bijection onto the canonical set; label and map are null where there is none.
function classOf(network) {
  const form = ridgeForm(network), d = form.linear.length, normals = form.bends.map((bend) => bend.n);
  if (!normals.length) return affineClass(form, d);
  const neurons = independentNeurons(form);
  if (neurons) return canonicalClass(neurons, d);
  const r = rank(normals), spread = rank([...normals, form.linear]);
  if (spread === 1) return lineClass(form, d);
  const least = normals.length + (spread > r ? 2 : r === normals.length ? 1 : 0);
  return noClass(`the function needs at least ${least} neurons, but their rows have rank ${spread}: ` +
    "such boundaries fall into infinitely many classes (T25)");
}

const noClass = (reason) => ({ label: null, map: null, reason });
const identityMap = (d) => ({ matrix: identity(d), vector: Array(d).fill(ZERO) });

function affineClass(form, d) {
  if (form.linear.some((x) => !x.isZero)) {
    return { label: "B(1,1)", map: completed([form.linear], [form.constant.plus(ONE)], d), reason: null };
  }
  return { label: form.constant.isZero ? "all" : "empty", map: identityMap(d), reason: null };
}

// F as c + sum of neurons with independent normals, or null: turning neurons round by mu y^+ = mu (-y)^+ + mu y
// must remove the linear part.
function independentNeurons({ linear, constant, bends }) {
  const normals = bends.map((bend) => bend.n);
  if (rank(normals) < bends.length) return null;
  const shares = coordinates(normals, linear);
  if (!shares || shares.some((s, i) => !s.isZero && !s.equals(bends[i].mu.negated()))) return null;
  const neurons = bends.map(({ mu, n, beta, index }, i) => {
    if (shares[i].isZero) return { mu, row: n, beta, index };
    constant = constant.plus(mu.times(beta));
    return { mu, row: n.map((x) => x.negated()), beta: beta.negated(), index };
  }).sort((p, q) => p.index - q.index); // in the order of the network
  return { neurons, constant };
}

// T17 and T21 for c != 0, T22 for c = 0: the neurons scaled, those of one sign first.
function canonicalClass({ neurons, constant: c }, d) {
  const unit = c.isZero ? ONE.negated() : c;
  let first = neurons.filter(({ mu }) => mu.sign * unit.sign < 0), second = neurons.filter(({ mu }) => mu.sign * unit.sign > 0);
  if (c.isZero && first.length < second.length) [first, second] = [second, first];
  if (!c.isZero && !first.length) return { label: "empty", map: identityMap(d), reason: null };
  const label = c.isZero ? `B0(${first.length},${second.length})` : `B(${neurons.length},${first.length})`;
  const scaled = [...first, ...second].map(({ mu, row, beta }) => {
    const s = mu.over(unit).absolute();
    return [row.map((x) => s.times(x)), s.times(beta)];
  });
  const factor = c.isZero ? new Rational(BigInt(first[0].mu.sign)) : c.negated(); // F = factor times the canonical function
  return { label, map: completed(scaled.map(([row]) => row), scaled.map(([, v]) => v), d), factor, reason: null };
}

// Independent forms completed to an affine bijection by coordinates of x.
function completed(rows, vector, d) {
  const { pivots } = echelon(rows), extra = identity(d).filter((_, i) => !pivots.includes(i));
  return { matrix: [...rows, ...extra], vector: [...vector, ...extra.map(() => ZERO)] };
}

// ---- functions of one form s = n.x: the shape of their zeros on the line (T25)

const ON_A_LINE = { "": "empty", "=": "all", ".": "B(1,1)", "<": "B0(1,0)", ">": "B0(1,0)", "-": "strip",
  "..": "parallel hyperplanes", "<.": "half-space and hyperplane", ".>": "half-space and hyperplane" };

function lineClass({ linear, constant, bends }, d) {
  const n = bends[0].n, lead = n.findIndex((x) => !x.isZero);
  const steps = bends.map(({ mu, beta }) => ({ at: beta.negated(), mu })).sort((p, q) => p.at.compare(q.at));
  const zeros = zerosOnLine(linear[lead].over(n[lead]), constant, steps);
  const shape = zeros.map(([a, b]) => (a && b ? (a.equals(b) ? "." : "-") : a ? ">" : b ? "<" : "=")).join("");
  const ends = zeros.flatMap(([a, b]) => (a && b && a.equals(b) ? [a] : [a, b])).filter(Boolean);
  const label = ON_A_LINE[shape];
  if (label === undefined) return { ...noClass(unnamed(shape, ends.length)), ends };
  if (!ends.length) return { label, map: identityMap(d), reason: null };
  const p = ends[0], q = ends[ends.length - 1];
  const [zero, one] = { ".": [p.minus(ONE), p], "<": [p, p.plus(ONE)], ">": [p, p.minus(ONE)], ".>": [q, p] }[shape] || [p, q];
  const scale = ONE.over(one.minus(zero)); // z_1 = scale (s - zero)
  return { label, map: completed([n.map((x) => scale.times(x))], [scale.times(zero).negated()], d), reason: null };
}

// The zeros of s -> slope s + constant + sum mu (s - at)^+ as disjoint closed intervals [a, b]; null is infinity.
function zerosOnLine(slope, constant, steps) {
  const found = [];
  let left = null;
  for (const { at, mu } of [...steps, { at: null, mu: ZERO }]) {
    let part = null;
    if (slope.isZero) {
      if (constant.isZero) part = [left, at];
    } else {
      const zero = constant.over(slope).negated();
      if ((!left || zero.compare(left) >= 0) && (!at || zero.compare(at) <= 0)) part = [zero, zero];
    }
    if (part) {
      const last = found[found.length - 1];
      if (last && last[1] && part[0] && last[1].equals(part[0])) last[1] = part[1]; // a bend, met from both sides
      else found.push(part);
    }
    if (at) [slope, constant, left] = [slope.plus(mu), constant.minus(mu.times(at)), at];
  }
  return found;
}

function unnamed(shape, ends) {
  const count = (marks) => [...shape].filter((x) => marks.includes(x)).length;
  const words = [["hyperplane", "."], ["slab", "-"], ["half-space", "<>"]].map(([name, marks]) => [name, count(marks)])
    .filter(([, n]) => n).map(([name, n]) => `${n} ${name}${n > 1 ? "s" : ""}`).join(" and ");
  return `the boundary is ${words}, all parallel, ` + (ends > 2
    ? "and their distances have a free ratio: there is no finite list of classes (T25)"
    : "a shape that needs more than two neurons and has no label (T25)");
}

// ---- the canonical sets as networks of the same kind

function canonicalNetwork(label, d) {
  const numbers = /^B(0?)\((\d+),(\d+)\)$/.exec(label);
  const unit = (i, s = 1) => identity(d)[i].map((x) => (s < 0 ? x.negated() : x));
  const q = (list) => list.map(Rational.of);
  if (numbers) {
    const [p, r] = [Number(numbers[2]), Number(numbers[3])], m = numbers[1] ? p + r : p, plus = numbers[1] ? p : r;
    return { A: Array.from({ length: m }, (_, i) => unit(i)), b: Array(m).fill(ZERO),
      w: Array.from({ length: m }, (_, i) => (i < plus ? ONE : ONE.negated())), c: numbers[1] ? ZERO : ONE.negated() };
  }
  const none = { A: [unit(0).map(() => ZERO)], b: [ZERO], w: [ZERO] };
  return { empty: { ...none, c: ONE.negated() }, all: { ...none, c: ZERO },
    strip: { A: [unit(0, -1), unit(0)], b: q([0, -1]), w: q([1, 1]), c: ZERO },
    "parallel hyperplanes": { A: [unit(0, -1), unit(0)], b: q(["1/2", "-1/2"]), w: q([1, 1]), c: Rational.of("-1/2") },
    "half-space and hyperplane": { A: [unit(0), unit(0)], b: q([0, "-1/2"]), w: q([1, -2]), c: ZERO } }[label];
}
