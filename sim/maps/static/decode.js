/* Data of the page: JSON elements and encoded paths. */

/* The encoded polyline format: zigzag steps in 5-bit groups, 1e-5 degrees. */
function decode(text) {
  const points = [];
  let at = 0, lat = 0, lon = 0;
  const step = () => {
    let value = 0, shift = 0, byte;
    do {
      byte = text.charCodeAt(at++) - 63;
      value |= (byte & 0x1f) << shift;
      shift += 5;
    } while (byte >= 0x20);
    return value & 1 ? ~(value >> 1) : value >> 1;
  };
  while (at < text.length) {
    lat += step();
    lon += step();
    points.push([lat / 1e5, lon / 1e5]);
  }
  return points;
}

function dataOf(name) {
  return JSON.parse(document.getElementById("data-" + name).textContent);
}
