// The walk: a setting at each stop, a sentence or two, and a challenge that notices when it is done.

// A setting in short: rows "a_1,a_2|b|w" and the constant.
function setting(rows, c, view = "4") {
  const parts = rows.map((row) => row.split("|")), numbers = (text) => text.split(",").map(Rational.of);
  const column = (i) => parts.map((part) => Rational.of(part[i]));
  return { A: parts.map(([a]) => numbers(a)), b: column(1), w: column(2), c: Rational.of(c), half: Rational.of(view) };
}

const hexagon = (s) => setting(["1,0|0|1", "0,1|0|1", "-1,-1|0|" + s], "-1", "2");
const label = (name) => (study) => study.found.label === name;

const TOUR = [
  { title: "B(2,2): two corners", at: setting(["1,1|0|1", "0,2|-2|1"], "-1"),
    text: "Two neurons, both with a weight against the constant: the output is 0 on three pieces that meet in two corners. The " +
      "map beside it turns any such boundary into z\u2081\u207a + z\u2082\u207a = 1.",
    challenge: "make the number of corners change with one slider.", done: (study) => study.corners.length !== 2 },
  { title: "B(2,1): one corner", at: setting(["1,1|0|-1", "0,2|-2|1"], "-1"),
    text: "One weight has the sign of the constant now, so this neuron cannot help to bring the output to 0: two pieces, one " +
      "corner. The number of corners is the number k of weights against the constant.",
    challenge: "change A and b as you like and keep A invertible: does the class change? Then get the second corner back.", done: label("B(2,2)") },
  { title: "empty: nobody against the constant", at: setting(["1,1|0|-1", "0,2|-2|-1"], "-1"),
    text: "Both weights have the sign of the constant: the output is at most c everywhere, so it is never 0. This is the case k =" +
      " 0.",
    challenge: "make a boundary appear by changing the constant only.", done: (study) => !study.empty },
  { title: "B(1,1): a zero weight leaves a line", at: setting(["1,1|0|1", "0,2|-2|0"], "-1"),
    text: "A neuron of weight 0 does not occur in the output. What is left is the boundary of one neuron: a line, that is a point" +
      " times a free direction. A line is the same along itself, so it has no corner.",
    challenge: "give the second neuron a tiny weight, positive or negative: the class depends on its sign.", done: (study) => study.corners.length > 0 },
  { title: "B0(2,0): no constant, a thick boundary", at: setting(["1,1|0|1", "0,2|-2|1"], "0"),
    text: "With c = 0 the output vanishes on the whole sector where both neurons are off. The boundary has an interior; its only " +
      "corner is the apex.",
    challenge: "make the boundary thin again. There are two different ways.", done: (study) => !study.thick && !study.empty },
  { title: "B0(1,1): a sector and a ray", at: setting(["1,1|0|1", "0,2|-2|-1"], "0"),
    text: "Weights of both signs and no constant: the thick sector, and on the opposite side a ray on which both neurons balance.",
    challenge: "turn the ray, and leave the thick sector where it is.",
    done: (study, first) => study.pieces.length === 1 && study.hyperplanes[0] !== first.hyperplanes[0] &&
      study.forms.neurons.join(" ") === first.forms.neurons.join(" ") },
  { title: "B0(1,0): a half-plane", at: setting(["1,1|0|1", "0,2|-2|0"], "0"),
    text: "No constant and one weight: the output vanishes on the half-plane where the neuron is off. No piece is left outside " +
      "it.",
    challenge: "move the half-plane by its bias, then make the boundary everything.", done: label("all") },
  { title: "all: nothing to see", at: setting(["1,1|0|0", "0,2|-2|0"], "0"),
    text: "All weights and the constant are 0, so the output is 0 everywhere. The canonical map is the identity: there is nothing" +
      " to straighten.",
    challenge: "make the boundary empty with one slider.", done: (study) => study.empty },
  { title: "singular A: parallel hyperplanes", at: setting(["1,1|-1|1", "-1,-1|-1|1"], "-1"),
    text: "The rows of A are multiples of one row, so the output depends on one number s = x\u2081 + x\u2082 alone, and its zeros" +
      " in s are two points: two parallel lines. With two neurons and a singular A there are seven boundaries, and this is " +
      "one that no invertible A can draw.",
    challenge: "move the two lines together until something else happens.", done: (study) => study.found.label !== "parallel hyperplanes" },
  { title: "singular A: a strip", at: setting(["1,1|-1|1", "-1,-1|-1|1"], "0"),
    text: "The same neurons with c = 0: both are off in a strip, and the output is 0 exactly there.",
    challenge: "shrink the strip until it is a line. Which class is it then?", done: label("B(1,1)") },
  { title: "singular A: a half-space and a hyperplane", at: setting(["1,1|1|1", "1,1|-1/2|-2"], "0"),
    text: "Both neurons look the same way and the second is steeper: 0 on a half-plane, then up, then down through 0 once more.",
    challenge: "remove the single line and keep the half-plane.", done: label("B0(1,0)") },
  { title: "B(3,3): three corners in space", at: setting(["1,0,0|0|1", "0,1,0|0|1", "0,0,1|0|1"], "-1", "3"),
    text: "Three neurons, all against the constant: seven pieces and three corners. Turn the picture: by mouse, finger or arrow " +
      "keys.",
    challenge: "turn the sign of one weight. How many pieces and corners are left?", done: (study) => study.corners.length === 2 },
  { title: "B(3,2): two corners", at: setting(["1,0,0|0|1", "0,1,0|0|1", "1,1,2|0|-1"], "-1", "3"),
    text: "Two weights against the constant and one with it: 2\u00b3 \u2212 2 = 6 pieces in six different planes, two corners.",
    challenge: "go on to one corner.", done: label("B(3,1)") },
  { title: "B(3,1): one corner", at: setting(["1,0,0|0|1", "0,1,0|0|-1", "0,0,1|0|-1"], "-1", "3"),
    text: "One weight against the constant: four pieces around one corner. With B(3,2) and B(3,3) these are all three boundaries " +
      "of an invertible layer in space, as in the plane there were two.",
    challenge: "set one weight to 0. Which boundary of the plane do you see, times a line?", done: label("B(2,1)") },
  { title: "B0(3,0): an octant", at: setting(["1,0,0|0|1", "0,1,0|0|1", "0,0,1|0|1"], "0", "3"),
    text: "No constant and all weights of one sign: the boundary is the octant where all neurons are off, and nothing else.",
    challenge: "make three pieces grow out of the octant by turning the sign of one weight.", done: label("B0(2,1)") },
  { title: "B0(2,1): an octant with three pieces", at: setting(["1,0,0|0|1", "0,1,0|0|1", "0,0,1|0|-1"], "0", "3"),
    text: "No constant and both signs: where active neurons of both signs balance, pieces leave the thick octant. There are " +
      "(2\u00b2 \u2212 1)(2 \u2212 1) = 3.",
    challenge: "make the octant disappear, and keep all three neurons.",
    done: (study) => !study.thick && study.found.label !== null && study.found.label.startsWith("B(3") },
  { title: "a hexagon: more neurons than inputs", at: hexagon("2"), reference: hexagon("2"),
    text: "Three neurons in the plane have dependent rows. Here they draw a hexagon, and the theorem no longer holds: there is no" +
      " finite list of boundaries any more. The picture beside it keeps this hexagon for comparison.",
    challenge: "change w\u2083 a little. Can an affine map bring the two hexagons together?",
    done: (study) => parallelEdges(study).some((pair) => !pair.ratio.equals(Rational.of(2))) },
  { title: "another hexagon, not equivalent", at: hexagon("3"), reference: hexagon("2"),
    text: "Only one pair of edges is parallel, and affine maps keep the ratio of the lengths of parallel segments. It is 3 in " +
      "your hexagon and 2 in the other one, so no affine map carries one onto the other; and w\u2083 gives every ratio.",
    challenge: "make a hexagon that is equivalent to the one beside it.",
    done: (study) => parallelEdges(study).some((pair) => pair.ratio.equals(Rational.of(2))) },
  { title: "three parallel lines: a free ratio", at: setting(["-1,0|0|-1", "1,0|0|-1", "1,0|-2|3/2"], "1", "5"),
    text: "Even with one direction only, three neurons suffice to leave the list: three parallel lines have two distances, and " +
      "affine maps keep their ratio.",
    challenge: "make the two distances equal.",
    done: ({ found: { ends } }) => ends !== undefined && ends.length === 3 && ends[1].minus(ends[0]).equals(ends[2].minus(ends[1])) },
];

// Pairs of parallel bounded pieces of a boundary in the plane, with the ratio of their lengths, which affine maps keep.
function parallelEdges({ d, pieces }) {
  if (d !== 2) return [];
  const edges = pieces.filter(({ points }) => points.every((p) => !(p.on & 15))).map((piece) => {
    const [p, q] = piece.points.map(pointOf);
    return { piece, way: [q[0].minus(p[0]), q[1].minus(p[1])] };
  });
  const found = [];
  edges.forEach(({ piece, way: u }, i) => edges.slice(0, i).forEach(({ piece: other, way: v }) => {
    if (!u[0].times(v[1]).equals(u[1].times(v[0]))) return;
    const ratio = (u[0].isZero ? u[1].over(v[1]) : u[0].over(v[0])).absolute(), longer = ratio.compare(ONE) >= 0;
    found.push({ edges: longer ? [piece, other] : [other, piece], ratio: longer ? ratio : ONE.over(ratio) });
  }));
  return found;
}
