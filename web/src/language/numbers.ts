/** A number as people write it in a language: with few digits behind the point. */
export function number(value: number, language: string): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: 2 }).format(value);
}

/** A share of one as per cent, with so many digits behind the point where they are needed. */
export function percent(share: number, language: string, digits = 0): string {
  const style: Intl.NumberFormatOptions = { style: "percent", maximumFractionDigits: digits };
  return new Intl.NumberFormat(language, style).format(share);
}

/** The day of a moment in seconds since 1970. */
export function day(seconds: number, language: string): string {
  const style: Intl.DateTimeFormatOptions = { dateStyle: "medium", timeZone: "UTC" };
  return new Intl.DateTimeFormat(language, style).format(new Date(seconds * 1000));
}

/** A moment, as the clock shows it where one is. */
export function moment(written: string, language: string): string {
  const style: Intl.DateTimeFormatOptions = { dateStyle: "medium", timeStyle: "short" };
  return new Intl.DateTimeFormat(language, style).format(new Date(written));
}

/** The day of a moment where one is. */
export function dayOf(written: string, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "medium" }).format(new Date(written));
}
