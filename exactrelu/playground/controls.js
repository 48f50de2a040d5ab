// The sliders and fields of A, b, w and c. Every number is kept exactly; a slider shows its nearest step.

const STEPS = [1, 2, 3, 4, 6, 12, 60], REACH = 4;

// Build the controls of a state in a form. Each is {get, set, slider, field}; `changed` is called after every change.
function buildControls(form, state, changed, complain) {
  const controls = [];
  const add = (box, name, about, get, set) => {
    const id = `weight-${controls.length}`, mine = name.replace(/./g, (x) => (SUBSCRIPTS.includes(x) ? SUBSCRIPTS.indexOf(x) : x));
    const slider = html("input", { type: "range", "aria-label": `${about}, slider`, "data-weight": mine });
    const field = html("input", { type: "text", id, "aria-label": about, spellcheck: "false", maxlength: 60, "data-weight": mine });
    const control = { slider, field, get };
    slider.addEventListener("input", () => {
      set(new Rational(BigInt(slider.value), BigInt(state.step)));
      changed(control);
    });
    field.addEventListener("input", () => {
      try {
        set(Rational.of(field.value));
      } catch (error) {
        field.setAttribute("aria-invalid", "true");
        complain(`${name}: ${error.message}`);
        return;
      }
      field.removeAttribute("aria-invalid");
      complain("");
      changed(control);
    });
    field.addEventListener("blur", () => { // a field that was left in a mess shows its number again
      if (field.getAttribute("aria-invalid")) complain("");
      field.removeAttribute("aria-invalid");
      field.value = get().toString();
    });
    box.append(html("div", { class: "weight" }, [html("label", { for: id }, name), slider, field]));
    controls.push(control);
  };
  const boxes = state.A.map((row, i) => {
    const box = html("fieldset", { class: "neuron" }, html("legend", {}, `neuron ${i + 1}`));
    row.forEach((_, j) => add(box, `a${SUBSCRIPTS[i + 1]}${SUBSCRIPTS[j + 1]}`, `neuron ${i + 1}, factor of x${j + 1}`,
      () => state.A[i][j], (x) => { state.A[i][j] = x; }));
    add(box, indexed("b", i + 1), `neuron ${i + 1}, bias`, () => state.b[i], (x) => { state.b[i] = x; });
    add(box, indexed("w", i + 1), `neuron ${i + 1}, weight in the output`, () => state.w[i], (x) => { state.w[i] = x; });
    return box;
  });
  const last = html("fieldset", { class: "neuron" }, html("legend", {}, "output"));
  add(last, "c", "constant of the output", () => state.c, (x) => { state.c = x; });
  form.replaceChildren(...boxes, last);
  return controls;
}

// Show the numbers of the state; the control that is being used (`but`) is left alone.
function refreshControls(controls, state, but) {
  for (const { slider, field, get } of controls) {
    const x = get(), q = state.step;
    slider.min = -REACH * q;
    slider.max = REACH * q;
    if (!(but && but.slider === slider && document.activeElement === slider)) slider.value = Math.round(x.toNumber() * q);
    slider.setAttribute("aria-valuetext", x.toString());
    if (document.activeElement !== field) {
      field.value = x.toString();
      field.removeAttribute("aria-invalid");
    }
  }
}

// ---- the state as a link and as a network file

const MOST = 6; // neurons

function toHash(state) {
  const row = (list) => list.join(",");
  return `#A=${state.A.map(row).join(";")}&b=${row(state.b)}&w=${row(state.w)}&c=${state.c}` +
    `&half=${state.half}&centre=${row(state.centre)}&step=${state.step}&stop=${state.stop + 1}`;
}

// The part of a state that a link names; an Error with one sentence if it cannot be read.
function fromHash(text) {
  const words = Object.fromEntries(text.replace(/^#/, "").split("&").map((word) => {
    const at = word.indexOf("=");
    return [word.slice(0, at), decodeURIComponent(word.slice(at + 1))];
  }));
  for (const key of ["A", "b", "w", "c"]) if (!(key in words)) throw new Error(`the link names no ${key}`);
  const row = (list) => list.split(",").map(Rational.of);
  const found = checked({ A: words.A.split(";").map(row), b: row(words.b), w: row(words.w), c: Rational.of(words.c) });
  const half = Rational.of(words.half || "4"), step = Number(words.step || 12), stop = Number(words.stop || 1) - 1;
  if (half.sign <= 0) throw new Error("the link shows a frame without width");
  const centre = words.centre ? row(words.centre) : null;
  return { ...found, half, centre, step: STEPS.includes(step) ? step : 12, stop: TOUR[stop] ? stop : 0 };
}

function checked(network) {
  const { A, b, w } = network, d = A[0].length;
  if (d !== 2 && d !== 3) throw new Error("this page draws networks with 2 or 3 inputs");
  if (A.length > MOST) throw new Error(`this page takes at most ${MOST} neurons`);
  if (A.some((row) => row.length !== d) || b.length !== A.length || w.length !== A.length) {
    throw new Error("A, b and w do not fit together");
  }
  return network;
}

function toFile({ A, b, w, c }) {
  const row = (list) => list.map(String);
  return `{"layers": [{"W": ${JSON.stringify(A.map(row))}, "b": ${JSON.stringify(row(b))}, "activation": "relu"},\n` +
    ` {"W": [${JSON.stringify(row(w))}], "b": [${JSON.stringify(String(c))}], "activation": "linear"}]}`;
}

function fromFile(text) {
  let data;
  try {
    data = JSON.parse(text);
  } catch {
    throw new Error("this is not JSON");
  }
  const [first, second, ...rest] = (data && Array.isArray(data.layers) && data.layers) || [];
  const matrix = (W) => Array.isArray(W) && W.length > 0 && W.every((row) => Array.isArray(row) && row.length > 0);
  const shape = !rest.length && first && second && matrix(first.W) && matrix(second.W) && second.W.length === 1;
  if (!shape || (first.activation || "relu") !== "relu" || second.activation !== "linear") {
    throw new Error("this page needs a file with two layers, one with \u201crelu\u201d and a \u201clinear\u201d one with a single output");
  }
  const exact = (x) => {
    if (typeof x === "number" && !Number.isSafeInteger(x) && String(x).length > 15) {
      throw new Error("write a number with many digits as a text, or it is rounded");
    }
    return Rational.of(x);
  };
  const row = (list) => list.map(exact), bias = (layer) => row(Array.isArray(layer.b) ? layer.b : layer.W.map(() => 0));
  return checked({ A: first.W.map(row), b: bias(first), w: row(second.W[0]), c: bias(second)[0] || ZERO });
}
