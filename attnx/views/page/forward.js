// The forward pass of an encoder as the page runs it: embed, then attention and feed-forward, each with a norm after it.
// Numbers are float32 between steps, as in Python; sums are of double precision.

const WIDE = float16s();

// The weights of a model by the names of its file, each { values, rows, columns }.
export function tensorsOf(bytes, stored) {
  const halves = new Uint16Array(bytes.buffer);
  return Object.fromEntries(
    Object.entries(stored).map(([name, [at, rows, columns]]) => [
      name,
      { values: Float32Array.from(halves.subarray(at, at + rows * columns), (half) => WIDE[half]), rows, columns },
    ]),
  );
}

// Every half-precision number, by its bits.
function float16s() {
  return Float32Array.from({ length: 65536 }, (_, bits) => {
    const [sign, exponent, fraction] = [bits & 0x8000 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
    if (exponent === 31) return fraction ? NaN : sign * Infinity;
    return sign * (exponent ? 2 ** (exponent - 15) * (1 + fraction / 1024) : (2 ** -14 * fraction) / 1024);
  });
}

// What-ifs: `scaled` or not, a `temperature`, `hidden` cells as "query,key", `silent` heads as "layer.head".
export const UNCHANGED = { scaled: true, temperature: 1, hidden: new Set(), silent: new Set() };

// Runs the model on token ids: { embedding: { token_embedding, position_embedding }, layers: [{ x, out, heads }] }.
export function forward({ config, tensors }, ids, changes = UNCHANGED) {
  const { d_model, n_layers } = config;
  const of = (name) => tensors[name];
  const words = pick(of("embeddings.word_embeddings.weight"), ids);
  const places = pick(of("embeddings.position_embeddings.weight"), [...ids.keys()]);
  const type = of("embeddings.token_type_embeddings.weight").values;
  const sum = array(ids.length, d_model, (i) => words.values[i] + places.values[i] + type[i % d_model]);
  let x = norm(sum, "embeddings.LayerNorm", tensors, config.eps);
  const layers = [];
  for (let layer = 0; layer < n_layers; layer++) {
    const name = `encoder.layer.${layer}`;
    const linear = (input, part) => dense(input, of(`${name}.${part}.weight`), of(`${name}.${part}.bias`));
    const heads = attention(x, linear, layer, config, changes);
    const out = linear(joined(heads, d_model), "attention.output.dense");
    layers.push({ x, out, heads });
    const read = norm(added(x, out), `${name}.attention.output.LayerNorm`, tensors, config.eps);
    const hidden = linear(read, "intermediate.dense");
    hidden.values.forEach((value, i) => (hidden.values[i] = gelu(value)));
    x = norm(added(read, linear(hidden, "output.dense")), `${name}.output.LayerNorm`, tensors, config.eps);
  }
  return { embedding: { token_embedding: words, position_embedding: places }, layers };
}

function attention(x, linear, layer, { n_heads, d_head }, { scaled: scales, temperature, hidden, silent }) {
  const [q, k, v] = ["query", "key", "value"].map((part) => linear(x, `attention.self.${part}`));
  const scale = Math.fround(scales ? 1 / Math.sqrt(d_head) : 1);
  return Array.from({ length: n_heads }, (_, head) => {
    const arrays = { q: part(q, head, d_head), k: part(k, head, d_head), v: part(v, head, d_head) };
    arrays.scores = array(x.rows, x.rows, (i, query, key) => dot(arrays.q, query, arrays.k, key));
    arrays.scaled = array(x.rows, x.rows, (i) => Math.fround(arrays.scores.values[i] * scale) / temperature);
    if (hidden.size)
      arrays.masked = array(x.rows, x.rows, (i, query, key) =>
        hidden.has(`${query},${key}`) ? -Infinity : arrays.scaled.values[i],
      );
    arrays.weights = softmax(arrays.masked ?? arrays.scaled);
    arrays.z = array(x.rows, d_head, (i, query, dimension) => {
      let sum = 0;
      for (let key = 0; key < x.rows; key++) sum += arrays.weights.at(query, key) * arrays.v.at(key, dimension);
      return sum;
    });
    if (silent.has(`${layer}.${head}`)) arrays.z.values.fill(0);
    return arrays;
  });
}

// An array from what stands at each place: make(i, row, column).
function array(rows, columns, make) {
  const values = new Float32Array(rows * columns);
  for (let row = 0, i = 0; row < rows; row++)
    for (let column = 0; column < columns; column++, i++) values[i] = make(i, row, column);
  return { values, rows, columns, at: (row, column) => values[row * columns + column] };
}

const pick = (table, ids) =>
  array(ids.length, table.columns, (_, row, column) => table.values[ids[row] * table.columns + column]);

const part = (all, head, d_head) =>
  array(all.rows, d_head, (_, row, column) => all.values[row * all.columns + head * d_head + column]);

const joined = (heads, d_model) => {
  const d_head = d_model / heads.length;
  return array(heads[0].z.rows, d_model, (_, row, column) =>
    heads[Math.floor(column / d_head)].z.at(row, column % d_head),
  );
};

const added = (one, other) => array(one.rows, one.columns, (i) => one.values[i] + other.values[i]);

function dot(one, row, other, column) {
  const width = one.columns;
  const [from, to] = [row * width, column * width];
  let sum = 0;
  for (let i = 0; i < width; i++) sum += one.values[from + i] * other.values[to + i];
  return sum;
}

// x·Wᵀ + b; a file keeps W as (out, in).
const dense = (x, w, b) => array(x.rows, w.rows, (_, row, column) => dot(x, row, w, column) + b.values[column]);

// Each row with mean 0 and variance 1, then stretched and moved (Ba et al. 2016).
function norm(x, name, tensors, eps) {
  const [gain, bias] = [tensors[`${name}.weight`].values, tensors[`${name}.bias`].values];
  const rows = Array.from({ length: x.rows }, (_, row) => {
    const values = x.values.subarray(row * x.columns, (row + 1) * x.columns);
    const mean = values.reduce((sum, value) => sum + value, 0) / x.columns;
    const spread = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.columns;
    return { mean, by: 1 / Math.sqrt(spread + eps) };
  });
  return array(
    x.rows,
    x.columns,
    (i, row, column) => (x.values[i] - rows[row].mean) * rows[row].by * gain[column] + bias[column],
  );
}

// Each row becomes shares of 1; one that may look nowhere stays 0.
function softmax(scores) {
  const out = array(scores.rows, scores.columns, () => 0);
  for (let row = 0; row < scores.rows; row++) {
    const values = scores.values.subarray(row * scores.columns, (row + 1) * scores.columns);
    const most = values.reduce((top, value) => Math.max(top, value), -Infinity);
    if (most === -Infinity) continue;
    const exps = Array.from(values, (value) => Math.exp(value - most));
    const total = exps.reduce((sum, value) => sum + value, 0);
    exps.forEach((value, column) => (out.values[row * scores.columns + column] = value / total));
  }
  return out;
}

// x · Φ(x) (Hendrycks & Gimpel 2016).
const gelu = (x) => 0.5 * x * (1 + erf(x * Math.SQRT1_2));

// The error function: its series near zero (Abramowitz & Stegun 7.1.6), and ±1 to double precision beyond 6.
function erf(x) {
  if (Math.abs(x) > 6) return Math.sign(x);
  let [term, sum] = [x, x];
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}
