/** Where one goes on after signing in: an address of the page, or else its start. */
export function nextAddress(search: string): string {
  const next = new URLSearchParams(search).get("next") ?? "";
  const { origin } = window.location;
  if (!next.startsWith("/") || !URL.canParse(next, origin)) return "/";
  const { origin: there, pathname, search: asked, hash } = new URL(next, origin);
  return there === origin ? pathname + asked + hash : "/";
}

/** An address of signing in or up, from which one goes on to the same place. */
export function withNext(path: string, search: string): string {
  const next = nextAddress(search);
  return next === "/" ? path : `${path}?next=${encodeURIComponent(next)}`;
}
