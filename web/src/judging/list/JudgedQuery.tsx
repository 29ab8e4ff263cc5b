import { Anchor } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";

import type { Account } from "../../account/session";
import type { Catalogue } from "../../catalogue/catalogue";
import { nameOf } from "../../catalogue/localised";
import type { Item } from "../../catalogue/useItems";
import { addressOfAsked, type Judged } from "./asking";
import classes from "./JudgedQuery.module.css";
import { JudgementRow } from "./JudgementRow";

interface JudgedQueryProps {
  catalogue: Catalogue;
  judged: Judged;
  items: ReadonlyMap<string, Item>;
  account: Account;
}

/** What was looked for, and what was said of its results. */
export function JudgedQuery({ catalogue, judged, items, account }: JudgedQueryProps) {
  const { t, i18n } = useTranslation("judging");
  const { words, picture, like, unlike, unlike_words, where } = judged.asked;
  const named = (id: string): string => {
    const item = items.get(id);
    return item === undefined ? id : nameOf(catalogue, item, i18n.language);
  };
  const title = words || t(picture === "" ? "of_likeness" : "of_picture");
  const said = [
    ...(words !== "" && picture !== "" ? [t("of_picture")] : []),
    ...like.map((id) => t("like", { name: named(id) })),
    ...unlike.map((id) => t("unlike", { name: named(id) })),
    ...(unlike_words === "" ? [] : [t("unlike_words", { words: unlike_words })]),
    ...(where === "" ? [] : [where]),
  ];
  const address = addressOfAsked(catalogue.name, judged.asked);
  return (
    <section className={classes.judged}>
      <h2 className={classes.asked}>
        {address === null ? (
          title
        ) : (
          <Anchor component={Link} href={address} inherit>
            {title}
          </Anchor>
        )}
      </h2>
      <div className={classes.said}>{said.join(" · ")}</div>
      <ul className={classes.rows}>
        {judged.judgements.map((judgement) => (
          <JudgementRow
            key={`${judgement.by} ${judgement.id}`}
            catalogue={catalogue}
            judgement={judgement}
            item={items.get(judgement.id)}
            isOwn={judgement.by === `account ${account.id}`}
          />
        ))}
      </ul>
    </section>
  );
}
