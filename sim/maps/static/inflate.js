/* Layers that are off at first lie deflated in the page; they are unpacked when they are read.
   Inflating as of RFC 1951, without a wait: the browser's own stream would make every reader wait. */

const LENGTHS = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const STEPS = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577];
const STEP_BITS = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];
const CODE_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/* Symbols in the order of their codes, and how many have each length of code. */
function huffman(lengths) {
  const counts = new Uint16Array(16), starts = new Uint16Array(17);
  for (const length of lengths) counts[length] += 1;
  counts[0] = 0;
  for (let length = 1; length < 16; length++) starts[length + 1] = starts[length] + counts[length];
  const symbols = new Uint16Array(lengths.length);
  lengths.forEach((length, symbol) => {
    if (length) symbols[starts[length]++] = symbol;
  });
  return { counts, symbols };
}

function inflate(bytes, size) {
  const out = new Uint8Array(size);
  let at = 0, held = 0, count = 0, to = 0;

  const take = (bits) => {
    while (count < bits) {
      held |= bytes[at++] << count;
      count += 8;
    }
    const value = held & ((1 << bits) - 1);
    held >>>= bits;
    count -= bits;
    return value;
  };

  const symbolOf = ({ counts, symbols }) => {
    let code = 0, first = 0, place = 0;
    for (let length = 1; length < 16; length++) {
      code |= take(1);
      if (code - counts[length] < first) return symbols[place + code - first];
      place += counts[length];
      first = (first + counts[length]) << 1;
      code <<= 1;
    }
    throw new Error("the data of the page are damaged");
  };

  const stored = () => {
    held = count = 0;
    const length = bytes[at] | (bytes[at + 1] << 8);
    out.set(bytes.subarray(at + 4, at + 4 + length), to);
    at += 4 + length;
    to += length;
  };

  const fixedCodes = () => [
    huffman(Array.from({ length: 288 }, (_, at) => (at < 144 ? 8 : at < 256 ? 9 : at < 280 ? 7 : 8))),
    huffman(new Array(30).fill(5)),
  ];

  const ownCodes = () => {
    const literals = take(5) + 257, steps = take(5) + 1, codes = take(4) + 4;
    const ofCodes = new Array(19).fill(0);
    for (let one = 0; one < codes; one++) ofCodes[CODE_ORDER[one]] = take(3);
    const code = huffman(ofCodes);
    const lengths = [];
    while (lengths.length < literals + steps) {
      const symbol = symbolOf(code);
      if (symbol < 16) lengths.push(symbol);
      else {
        const value = symbol === 16 ? lengths[lengths.length - 1] : 0;
        const times = symbol === 16 ? 3 + take(2) : symbol === 17 ? 3 + take(3) : 11 + take(7);
        for (let one = 0; one < times; one++) lengths.push(value);
      }
    }
    return [huffman(lengths.slice(0, literals)), huffman(lengths.slice(literals))];
  };

  const block = ([literals, steps]) => {
    for (;;) {
      const symbol = symbolOf(literals);
      if (symbol === 256) return;
      if (symbol < 256) {
        out[to++] = symbol;
        continue;
      }
      const length = LENGTHS[symbol - 257] + take(LENGTH_BITS[symbol - 257]);
      const step = symbolOf(steps);
      const back = STEPS[step] + take(STEP_BITS[step]);
      for (let one = 0; one < length; one++, to++) out[to] = out[to - back];
    }
  };

  let isLast = 0;
  while (!isLast) {
    isLast = take(1);
    const kind = take(2);
    if (kind === 0) stored();
    else block(kind === 1 ? fixedCodes() : ownCodes());
  }
  return out;
}

/* Data of a layer, packed or not. */
function layerData(name) {
  const data = dataOf(name);
  if (!data.packed) return data;
  const bytes = Uint8Array.from(atob(data.packed), (letter) => letter.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(inflate(bytes, data.size)));
}
