/* Columns of whole numbers: deflated bytes, seven bits to a byte, zigzag steps (integers.py). */

function unpackIntegers({ count, size, deflated }) {
  const bytes = inflate(Uint8Array.from(atob(deflated), (letter) => letter.charCodeAt(0)), size);
  const numbers = new Int32Array(count);
  let at = 0, last = 0;
  for (let place = 0; place < count; place++) {
    let coded = 0, weight = 1, byte;
    do {
      byte = bytes[at++];
      coded += (byte & 0x7f) * weight;
      weight *= 128;
    } while (byte >= 0x80);
    last += coded % 2 ? -(coded + 1) / 2 : coded / 2;
    numbers[place] = last;
  }
  return numbers;
}

/* Place of the last number that is not above a value, in a sorted column; -1 where all are. */
function lastUpTo(numbers, value) {
  let low = 0, high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

const wholeText = (value) => Math.round(value).toLocaleString("en-US");

/* Seconds of the service day as HH:MM; hours may pass 24. */
function clockText(time) {
  const minutes = Math.floor(time / 60);
  const two = (number) => String(number).padStart(2, "0");
  return two(Math.floor(minutes / 60)) + ":" + two(minutes % 60);
}

function parseClock(text) {
  const found = /^(\d{1,2}):([0-5]\d)$/.exec(text);
  return found ? Number(found[1]) * 3600 + Number(found[2]) * 60 : null;
}
