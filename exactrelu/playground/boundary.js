// The boundary {F = 0} of a network on the whole space: pieces, hyperplanes, corners; and what a frame shows of it.

// Everything that the page says about a network.
function study(network) {
  const d = network.A[0].length, forms = integerForms(network), cells = cellsIn(forms, largeFrame(forms));
  const output = 1 << (2 * d + forms.neurons.length);
  const thick = cells.filter((cell) => cell.side === 0);
  const faces = maximalFaces(cells, output, d);
  const pieces = faces.filter((face) => face.level === d - 1);
  return { network, d, forms, found: classOf(network), regions: new Set(cells.map((cell) => cell.signs)).size, thick: thick.length,
    pieces, empty: !faces.length, hyperplanes: [...new Set(pieces.map((piece) => piece.hyperplane.join()))], corners: cornersOf(faces, d) };
}

// The maximal faces of the boundary: thick cells, pieces, and what has smaller dimension. {level, points, hyperplane of a piece}
function maximalFaces(cells, output, d) {
  const found = new Map();
  for (const cell of cells) {
    const points = cell.side === 0 ? cell.points : zerosOf(cell, output);
    if (!points.length) continue;
    const level = cell.side === 0 ? d : dimensionOf(points, d);
    const key = points.map((p) => p.key).sort().join(" ");
    if (!found.has(key)) found.set(key, { level, points, signs: cell.signs });
  }
  const all = [...found.values()];
  const inside = (small, large) => small.points.every((p) => large.points.some((q) => q.key === p.key));
  const faces = all.filter((face) => !all.some((other) => other.level > face.level && inside(face, other)));
  for (const face of faces) if (face.level === d - 1) face.hyperplane = flatOf(face.points, d - 1);
  return faces;
}

// The flat of a face as the coordinates of the exterior product of level + 1 of its points, up to a factor.
function flatOf(points, level) {
  if (level === 0) return points[0].at;
  const rows = points.slice(0, level + 1).map((p) => p.at), n = rows[0].length;
  if (level + 1 === n) return [1n];
  let subsets = rows[0].map((x, j) => [x, [j]]);
  for (const row of rows.slice(1)) {
    const next = new Map();
    for (const [x, columns] of subsets) {
      for (let j = 0; j < n; j++) {
        if (columns.includes(j)) continue;
        const all = [...columns, j].sort(), key = all.join(), odd = (all.length - 1 - all.indexOf(j)) % 2;
        next.set(key, [(next.has(key) ? next.get(key)[0] : 0n) + (odd ? -1n : 1n) * x * row[j], all]);
      }
    }
    subsets = [...next.values()];
  }
  return oriented(primitive(subsets.sort(([, p], [, q]) => (p.join() < q.join() ? -1 : 1)).map(([x]) => x)));
}

// The facets of a face: what its walls, the neurons and the output leave of it; those on the box, at infinity, are left out.
function facetsOf({ level, points }, d) {
  const found = new Map(), box = (1 << (2 * d)) - 1;
  for (let bit = 1; bit < 1 << 30; bit <<= 1) {
    const inside = points.filter((p) => p.on & bit);
    if (inside.length === points.length || inside.length < level || (level < 3 && inside.length > level)) continue;
    if (inside.reduce((on, p) => on & p.on, -1) & box) continue;
    found.set(inside.map((p) => p.key).sort().join(" "), { level: level - 1, points: inside });
  }
  return found;
}

// The points near which no translation leaves the union of the faces invariant (proofs/corners.md): a translation leaves the
// union U of the faces in one flat invariant if it moves along the flat and leaves the relative boundary of U invariant. So
// near a point only the directions are left that all flats have in common which are met on the way down to it.
function cornersOf(faces, d) {
  const box = (1 << (2 * d)) - 1, through = new Map();
  const descend = (group) => {
    const { level } = group[0], times = new Map();
    for (const face of group) {
      for (const [key, facet] of facetsOf(face, d)) times.set(key, times.has(key) ? null : facet);
    }
    const boundary = level ? [...times.values()].filter(Boolean) : [];
    const inside = new Map(group.flatMap((face) => face.points).filter((p) => !(p.on & box)).map((p) => [p.key, p]));
    const rows = normalsOf(group[0], d);
    for (const [key, p] of inside) {
      if (!through.has(key)) through.set(key, { p, rows: [] });
      through.get(key).rows.push(...rows);
    }
    byFlat(boundary).forEach(descend);
  };
  byFlat(faces).forEach(descend);
  return [...through.values()].filter(({ rows }) => rows.length >= d && rank(rows) === d).map(({ p }) => pointOf(p))
    .sort((x, y) => x.map((value, i) => value.compare(y[i])).find((s) => s) || 0);
}

function byFlat(faces) {
  const groups = new Map();
  for (const face of faces) {
    const key = `${face.level} ${flatOf(face.points, face.level)}`;
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(face);
  }
  return [...groups.values()];
}

// Rows whose common kernel is the directions of the flat of a face, in at most three dimensions.
function normalsOf({ level, points }, d) {
  if (level === d) return [];
  if (level === 0) return identity(d);
  const base = points[0].at;
  const [u, v] = points.slice(1, level + 1).map(({ at }) => at.slice(1).map((x, i) => new Rational(x * base[0] - base[i + 1] * at[0])));
  if (d === 2) return [[u[1].negated(), u[0]]];
  return level === 2 ? [cross(u, v)] : identity(3).map((e) => cross(e, u));
}

function cross(u, v) {
  return [0, 1, 2].map((i) => u[(i + 1) % 3].times(v[(i + 2) % 3]).minus(u[(i + 2) % 3].times(v[(i + 1) % 3])));
}

// What is to be drawn in a frame: cells with their zeros, pieces with their hyperplanes.
function shown(study, frame) {
  const { d, forms } = study, cells = cellsIn(forms, frame), output = 1 << (2 * d + forms.neurons.length);
  return { cells, pieces: maximalFaces(cells, output, d).filter((face) => face.level < d) };
}

// Which piece of the canonical boundary a hyperplane of the boundary belongs to: a form g of z is the form g(map(x)) of x.
function colouring(canonical, map) {
  const numbers = new Map();
  canonical.hyperplanes.forEach((_, number) => {
    const [constant, ...row] = formOfFlat(canonical.pieces.find((p) => p.hyperplane.join() === canonical.hyperplanes[number]).hyperplane);
    const pulled = map.matrix[0].map((_, j) => row.reduce((s, x, i) => s.plus(map.matrix[i][j].times(new Rational(x))), ZERO));
    const moved = row.reduce((s, x, i) => s.plus(map.vector[i].times(new Rational(x))), new Rational(constant));
    numbers.set(oriented(cleared([moved, ...pulled])).join(), number);
  });
  return numbers;
}

// The form [c, a_1, ..., a_d] that vanishes on a flat of codimension 1: its coordinates in reverse order with changing signs.
function formOfFlat(flat) {
  const n = flat.length;
  return oriented(flat.map((_, j) => (j % 2 ? -1n : 1n) * flat[n - 1 - j]));
}
