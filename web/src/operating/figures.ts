const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

/** So many bytes, as people write them in a language. */
export function bytes(count: number, language: string): string {
  const power = Math.min(UNITS.length - 1, count < 1 ? 0 : Math.floor(Math.log10(count) / 3));
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit: UNITS[power],
    unitDisplay: "short",
    maximumFractionDigits: 1,
  }).format(count / 1000 ** power);
}

/** So many seconds, as hours and minutes where there are many. */
export function duration(seconds: number, language: string): string {
  const said = (count: number, unit: "hour" | "minute" | "second", digits = 0): string =>
    new Intl.NumberFormat(language, {
      style: "unit",
      unit,
      unitDisplay: "short",
      maximumFractionDigits: digits,
    }).format(count);
  if (seconds < 60) return said(seconds, "second", 1);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${said(minutes, "minute")} ${said(Math.floor(seconds % 60), "second")}`;
  return `${said(Math.floor(minutes / 60), "hour")} ${said(minutes % 60, "minute")}`;
}
