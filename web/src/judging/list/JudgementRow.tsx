import { ActionIcon, Anchor } from "@mantine/core";
import { IconThumbDownFilled, IconThumbUpFilled, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";

import type { Catalogue } from "../../catalogue/catalogue";
import { nameOf } from "../../catalogue/localised";
import type { Item } from "../../catalogue/useItems";
import { NOTHING } from "../../find/query/sought";
import { itemAddress } from "../../item/itemAddress";
import { dayOf } from "../../language/numbers";
import classes from "./JudgedQuery.module.css";
import { type Judgement, useTakeBack } from "./useJudgementList";

interface JudgementRowProps {
  catalogue: Catalogue;
  judgement: Judgement;
  /** Undefined where it is no longer there. */
  item: Item | undefined;
  isOwn: boolean;
}

/** What was said of a result, by whom and when; one's own can be taken back. */
export function JudgementRow({ catalogue, judgement, item, isOwn }: JudgementRowProps) {
  const { t, i18n } = useTranslation("judging");
  const takeBack = useTakeBack(catalogue.name);
  const { id, grade, by, at } = judgement;
  const name = item === undefined ? id : nameOf(catalogue, item, i18n.language);
  const Thumb = grade > 0 ? IconThumbUpFilled : IconThumbDownFilled;
  const word = grade > 1 ? t("grade", { grade }) : t(grade === 1 ? "right" : "wrong");
  const said = [word, isOwn ? t("by_you") : by, dayOf(at, i18n.language)];
  return (
    <li className={classes.row} data-wrong={grade === 0 || undefined}>
      <Thumb size={19} aria-hidden />
      <div className={classes.name}>
        {item === undefined ? (
          <>
            {name} <span className={classes.said}>({t("gone")})</span>
          </>
        ) : (
          <Anchor component={Link} href={itemAddress(catalogue.name, id, NOTHING)} inherit>
            {name}
          </Anchor>
        )}
      </div>
      <div className={classes.said}>{said.join(" · ")}</div>
      {isOwn && (
        <ActionIcon
          variant="subtle"
          color="stone"
          c="dimmed"
          radius="xl"
          size={36}
          loading={takeBack.isPending}
          aria-label={t("take_back", { name })}
          onClick={() => takeBack.mutate(judgement)}
        >
          <IconX size={17} />
        </ActionIcon>
      )}
    </li>
  );
}
