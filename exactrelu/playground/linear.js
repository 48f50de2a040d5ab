// Exact linear algebra. A vector is an array; "integer" vectors hold BigInts, all others Rationals.

function dot(u, v) { return u.reduce((sum, x, i) => sum.plus(x.times(v[i])), ZERO); }

function integerDot(u, v) {
  let sum = 0n;
  for (let i = 0; i < u.length; i++) sum += u[i] * v[i];
  return sum;
}

// An integer vector divided by the greatest common divisor of its entries.
function primitive(vector) {
  let g = 0n;
  for (const x of vector) {
    g = gcd(x, g);
    if (g === 1n) return vector;
  }
  return g === 0n ? vector : vector.map((x) => x / g);
}

// The same up to sign: the first entry that is not 0 is positive.
function oriented(vector) {
  const lead = vector.find((x) => x !== 0n);
  return lead < 0n ? vector.map((x) => -x) : vector;
}

// The primitive integer vector with the direction of a rational one.
function cleared(vector) {
  const m = commonDenominator(vector);
  return primitive(vector.map((x) => (x.n * m) / x.d));
}

// The reduced row echelon form without its zero rows, and the columns of its leading entries.
function echelon(matrix) {
  const rows = matrix.map((row) => [...row]), pivots = [];
  const columns = rows.length ? rows[0].length : 0;
  for (let j = 0; j < columns && pivots.length < rows.length; j++) {
    const r = pivots.length, found = rows.findIndex((row, i) => i >= r && !row[j].isZero);
    if (found < 0) continue;
    [rows[r], rows[found]] = [rows[found], rows[r]];
    const lead = rows[r][j];
    rows[r] = rows[r].map((x) => x.over(lead));
    for (let i = 0; i < rows.length; i++) {
      const factor = rows[i][j];
      if (i !== r && !factor.isZero) rows[i] = rows[i].map((x, l) => x.minus(factor.times(rows[r][l])));
    }
    pivots.push(j);
  }
  return { rows: rows.slice(0, pivots.length), pivots };
}

const rank = (matrix) => echelon(matrix).pivots.length;

// The coefficients of a vector in independent rows, or null if it is not in their span.
function coordinates(basis, vector) {
  const n = basis.length;
  const { rows, pivots } = echelon(vector.map((x, j) => [...basis.map((row) => row[j]), x]));
  return pivots.includes(n) ? null : rows.map((row) => row[n]);
}

const identity = (d) => Array.from({ length: d }, (_, i) => Array.from({ length: d }, (_, j) => (i === j ? ONE : ZERO)));

// The affine map x -> matrix x + vector.
const apply = (map, x) => map.matrix.map((row, i) => dot(row, x).plus(map.vector[i]));

// The inverse of an affine bijection.
function inverseMap({ matrix, vector }) {
  const d = matrix.length, unit = identity(d);
  const inverse = echelon(matrix.map((row, i) => [...row, ...unit[i]])).rows.map((row) => row.slice(d));
  return { matrix: inverse, vector: inverse.map((row) => dot(row, vector).negated()) };
}
