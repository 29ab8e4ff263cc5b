import { setNonce } from "get-nonce";

/** The nonce that the service gave this page's own styles. */
export const nonce =
  document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? "";

/** Lets the library that holds the page still behind a dialog write its style. */
export function shareNonce(): void {
  setNonce(nonce);
}
