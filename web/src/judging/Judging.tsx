import { Anchor, VisuallyHidden } from "@mantine/core";
import type { RefObject } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";

import type { Catalogue } from "../catalogue/catalogue";
import { nameOf } from "../catalogue/localised";
import { mayPass, Problem } from "../client/problem";
import { isLookingFor, type Sought } from "../find/query/sought";
import type { Hit } from "../find/results/useHits";
import { speakOfPeople } from "../language/people";
import classes from "./Judging.module.css";
import { type LastSaid, useJudge, useLastSaid } from "./useJudge";
import { useJudgements } from "./useJudgements";
import { RIGHT_KEY, useJudgingKeys, WRONG_KEY } from "./useJudgingKeys";

speakOfPeople();

interface JudgingProps {
  catalogue: Catalogue;
  /** The hits of what is looked for; none while those of another query are shown. */
  found: readonly Hit[];
  sought: Sought;
  picture: string | null | undefined;
  /** Where the hits are shown, in their order. */
  list: RefObject<HTMLUListElement | null>;
}

/** How one says which hits are right, how many one has judged, and where all of that is. */
export function Judging({ catalogue, found, sought, picture, list }: JudgingProps) {
  const { t } = useTranslation("judging");
  const { data, error } = useJudgements(catalogue.name, sought, picture);
  const judge = useJudge(catalogue.name, sought, picture);
  useJudgingKeys(list, (place, grade) => {
    const id = found[place]?.id;
    if (id !== undefined) judge(id, grade);
  });
  return (
    <section className={classes.judging} aria-label={t("title")}>
      <div className={classes.line}>
        <h2 className={classes.title}>{t("title")}</h2>
        {isLookingFor(sought) ? <Keys /> : <p className={classes.hint}>{t("nothing")}</p>}
        {data !== undefined && (
          <p className={classes.count}>{t("count", { count: data.grades.size })}</p>
        )}
        <Anchor
          component={Link}
          href={`/judgements?catalogue=${encodeURIComponent(catalogue.name)}`}
          size="sm"
        >
          {t("list")}
        </Anchor>
      </div>
      {error !== null && (
        <p className={classes.failed} role="alert">
          {t("failed_list")}
        </p>
      )}
      <Told catalogue={catalogue} found={found} />
    </section>
  );
}

function Keys() {
  const { t } = useTranslation("judging");
  return (
    <ul className={classes.keys} aria-label={t("keys")}>
      <li>
        <kbd>← → ↑ ↓</kbd>
        {t("key_move")}
      </li>
      <li>
        <kbd>{RIGHT_KEY}</kbd>
        {t("key_up")}
      </li>
      <li>
        <kbd>{WRONG_KEY}</kbd>
        {t("key_down")}
      </li>
      <li>{t("key_again")}</li>
    </ul>
  );
}

/** What was said last, for who does not see it; and for all where it is not kept. */
function Told({ catalogue, found }: { catalogue: Catalogue; found: readonly Hit[] }) {
  const { t, i18n } = useTranslation("judging");
  const said = useLastSaid();
  const hit = found.find(({ id }) => id === said?.id);
  const name = hit === undefined ? "" : nameOf(catalogue, hit, i18n.language);
  const isToTell = said !== undefined && hit !== undefined;
  const failed = isToTell ? said.error : null;
  return (
    <>
      <VisuallyHidden role="status">
        {isToTell && failed === null && t(wordFor(said), { name })}
      </VisuallyHidden>
      {failed !== null && (
        <p className={classes.failed} role="alert">
          {t("failed", { name, reason: reasonOf(failed, t) })}
        </p>
      )}
    </>
  );
}

function wordFor({ grade }: LastSaid): "said_up" | "said_down" | "said_back" {
  if (grade === null) return "said_back";
  return grade > 0 ? "said_up" : "said_down";
}

function reasonOf(error: Error, t: (key: "unreachable" | "passing") => string): string {
  if (!(error instanceof Problem)) throw error;
  if (error.code === "unreachable") return t("unreachable");
  return mayPass(error) ? t("passing") : `${error.message} ${error.remedy}`;
}
