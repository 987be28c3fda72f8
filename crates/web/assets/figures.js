// Numbers as src/pages/format.rs writes them.
export function count(number) {
  return Math.round(number).toLocaleString("en-US");
}

export function bytes(number) {
  if (number < 1000) return `${number} B`;
  const units = ["kB", "MB", "GB", "TB", "PB"];
  let value = number / 1000;
  let unit = 0;
  while (value >= 999.5 && unit + 1 < units.length) {
    value /= 1000;
    unit += 1;
  }
  const places = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
  return `${value.toFixed(places)} ${units[unit]}`;
}
