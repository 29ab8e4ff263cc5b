import { useTranslation } from "react-i18next";

import type { ToldKey } from "./refusal";

/** What is said at a field of a form, in the language that is spoken when it is seen. */
export function Told({ of, minutes = 1 }: { of: ToldKey; minutes?: number }) {
  const { t } = useTranslation("account");
  return of === "too_often" ? t(of, { count: minutes }) : t(of);
}
