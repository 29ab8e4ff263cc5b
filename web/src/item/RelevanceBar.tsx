import { Tooltip, UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { isLookingFor, type Sought } from "../find/query/sought";
import type { Hit } from "../find/results/useHits";
import { percent } from "../language/numbers";
import classes from "./RelevanceBar.module.css";

/** How relevant a hit is, as a quiet bar; its figures come when one asks for them. */
export function RelevanceBar({ hit, sought }: { hit: Hit; sought: Sought }) {
  const { t, i18n } = useTranslation("item");
  if (!isLookingFor(sought)) return null;
  const score = hit.score.toFixed(2);
  const relevance = hit.relevance ?? null;
  const said =
    relevance === null
      ? t("score", { score })
      : t("relevance", { relevance: percent(relevance, i18n.language), score });
  return (
    <Tooltip label={said} events={{ hover: true, focus: true, touch: true }}>
      <UnstyledButton className={classes.bar ?? ""} aria-label={said}>
        <svg width="100%" height="4" preserveAspectRatio="none" viewBox="0 0 100 4" aria-hidden>
          <rect width="100" height="4" className={classes.track} />
          <rect width={100 * (relevance ?? hit.score)} height="4" className={classes.value} />
        </svg>
      </UnstyledButton>
    </Tooltip>
  );
}
