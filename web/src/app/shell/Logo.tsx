/** Two things that are alike. */
export function Logo() {
  return (
    <svg width="30" height="30" viewBox="0 0 32 32" aria-hidden>
      <rect width="32" height="32" rx="9" fill="#1d6b57" />
      <circle cx="12.5" cy="16" r="6.5" fill="#fff" />
      <circle cx="19.5" cy="16" r="6.5" fill="#8fe3c4" fillOpacity=".82" />
    </svg>
  );
}
