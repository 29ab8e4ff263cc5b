import { ActionIcon } from "@mantine/core";
import {
  IconThumbDown,
  IconThumbDownFilled,
  IconThumbUp,
  IconThumbUpFilled,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import type { Catalogue } from "../catalogue/catalogue";
import { nameOf } from "../catalogue/localised";
import type { Sought } from "../find/query/sought";
import type { Hit } from "../find/results/useHits";
import { speakOfPeople } from "../language/people";
import classes from "./Thumbs.module.css";
import { useJudge } from "./useJudge";
import { useJudgements } from "./useJudgements";

speakOfPeople();

interface ThumbsProps {
  catalogue: Catalogue;
  hit: Hit;
  sought: Sought;
  picture: string | null | undefined;
}

/** Says whether a hit is right; the same thumb again takes it back. */
export function Thumbs({ catalogue, hit, sought, picture }: ThumbsProps) {
  const { t, i18n } = useTranslation("judging");
  const { data } = useJudgements(catalogue.name, sought, picture);
  const judge = useJudge(catalogue.name, sought, picture);
  const name = nameOf(catalogue, hit, i18n.language);
  const grade = data?.grades.get(hit.id) ?? null;
  const isRight = grade !== null && grade > 0;
  const isWrong = grade === 0;
  const Up = isRight ? IconThumbUpFilled : IconThumbUp;
  const Down = isWrong ? IconThumbDownFilled : IconThumbDown;
  const look = { className: classes.thumb ?? "", variant: "transparent", size: 34 } as const;
  return (
    <div className={classes.thumbs}>
      <ActionIcon
        {...look}
        aria-label={t("up", { name })}
        aria-pressed={isRight}
        onClick={() => judge(hit.id, 1)}
      >
        <Up size={19} />
      </ActionIcon>
      <ActionIcon
        {...look}
        data-wrong
        aria-label={t("down", { name })}
        aria-pressed={isWrong}
        onClick={() => judge(hit.id, 0)}
      >
        <Down size={19} />
      </ActionIcon>
    </div>
  );
}
