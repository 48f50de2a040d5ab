// Exact rational numbers on BigInt. Nothing in the mathematics of this page is ever rounded;
// `toNumber` is for the screen alone.

const abs = (x) => (x < 0n ? -x : x);

// The greatest common divisor; small numbers take the fast way through machine integers.
function gcd(a, b) {
  a = abs(a);
  b = abs(b);
  while (b > 0x1fffffffffffffn) [a, b] = [b, a % b];
  if (b === 0n) return a;
  let y = Number(a % b), x = Number(b);
  while (y) [x, y] = [y, x % y];
  return BigInt(x);
}

const DIGITS = 40; // a field that is longer is refused: it is a slip of the keyboard, not a number to teach with

class Rational {
  // n/d in lowest terms with d > 0
  constructor(n, d = 1n) {
    if (d < 0n) [n, d] = [-n, -d];
    const g = gcd(n, d);
    this.n = g > 1n ? n / g : n;
    this.d = g > 1n ? d / g : d;
  }

  plus(other) { return new Rational(this.n * other.d + other.n * this.d, this.d * other.d); }
  minus(other) { return new Rational(this.n * other.d - other.n * this.d, this.d * other.d); }
  times(other) { return new Rational(this.n * other.n, this.d * other.d); }
  over(other) { return new Rational(this.n * other.d, this.d * other.n); }
  negated() { return new Rational(-this.n, this.d); }
  absolute() { return new Rational(abs(this.n), this.d); }
  equals(other) { return this.n === other.n && this.d === other.d; }
  compare(other) { return sign(this.n * other.d - other.n * this.d); }
  get sign() { return sign(this.n); }
  get isZero() { return this.n === 0n; }
  toString() { return this.d === 1n ? `${this.n}` : `${this.n}/${this.d}`; }
  toNumber() { return toNumber(this.n, this.d); }

  // From 3, "3", "-1/2" or "0.25" (the exact decimal); an Error with one sentence for anything else.
  static of(given) {
    if (given instanceof Rational) return given;
    if (typeof given === "bigint" || Number.isSafeInteger(given)) return new Rational(BigInt(given));
    const text = String(given).trim().replace(/^[\u2212\u2013]/, "-");
    const found = /^([+-]?)(\d+)(?:\.(\d+)|\s*\/\s*(\d+))?$/.exec(text);
    if (!found) throw new Error(`\u201c${text.slice(0, 20)}\u201d is not a number: write an integer, a fraction such as -1/2, or a decimal`);
    if (text.length > DIGITS) throw new Error(`a number on this page has at most ${DIGITS} characters`);
    const [, minus, whole, decimals = "", below = "1"] = found;
    const bottom = BigInt(below) * 10n ** BigInt(decimals.length);
    if (bottom === 0n) throw new Error("a fraction needs a denominator that is not 0");
    return new Rational(BigInt(minus + whole + decimals), bottom);
  }
}

const ZERO = new Rational(0n), ONE = new Rational(1n);

function sign(x) { return x > 0n ? 1 : x < 0n ? -1 : 0; }

// The nearest machine number, or nearly so, for any size of n and d.
function toNumber(n, d) {
  const a = Number(n), b = Number(d);
  if (Number.isFinite(a) && Number.isFinite(b)) return a / b;
  return Number((n * 10n ** 6n) / d) / 1e6;
}

// The least common multiple of the denominators.
function commonDenominator(numbers) {
  return numbers.reduce((m, x) => (m / gcd(m, x.d)) * x.d, 1n);
}
