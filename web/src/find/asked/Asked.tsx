import { useTranslation } from "react-i18next";

import type { Catalogue } from "../../catalogue/catalogue";
import { nameOf } from "../../catalogue/localised";
import { useItems } from "../../catalogue/useItems";
import { ItemPicture } from "../../item/ItemPicture";
import { weighable } from "../query/request";
import { isLookingFor, type Sought } from "../query/sought";
import type { Seek } from "../query/useSought";
import classes from "./Asked.module.css";
import { Example } from "./Example";
import { Mix } from "./Mix";

interface AskedProps {
  catalogue: Catalogue;
  sought: Sought;
  /** The picture that is searched by; null where this browser has it not. */
  picture: string | null | undefined;
  seek: Seek;
}

/** What is looked for beside words: a picture, and items that it is like or unlike. */
export function Asked({ catalogue, sought, picture, seek }: AskedProps) {
  const { t, i18n } = useTranslation("find");
  const ids = [...sought.like, ...sought.unlike];
  const { data: items = [] } = useItems(catalogue.name, ids);
  if (sought.picture === "" && ids.length === 0) return null;

  const example = (id: string, kind: "like" | "unlike") => {
    const item = items.find((each) => each.id === id);
    const name = item === undefined ? id : nameOf(catalogue, item, i18n.language);
    const by = kind === "like" && sought.by.length > 0 ? sought.by.join(", ") : "";
    return (
      <Example
        key={`${kind} ${id}`}
        picture={<ItemPicture item={item} sizes="44px" />}
        label={t(kind)}
        name={name}
        note={by === "" ? "" : byLeg(by)}
        unlike={kind === "unlike"}
        removing={t(`${kind}_remove`, { name })}
        onRemove={() =>
          seek({
            [kind]: sought[kind].filter((each) => each !== id),
            ...(sought.like.length + sought.unlike.length === 1 && { by: [] }),
          })
        }
      />
    );
  };
  const byLeg = (leg: string): string => {
    if (leg === "text" || leg === "image") return t(`by_${leg}`);
    return t("by", { leg });
  };
  return (
    <div className={classes.asked}>
      {sought.picture !== "" && (
        <Example
          picture={typeof picture === "string" && <img src={picture} alt={t("picture_shown")} />}
          label={picture === null ? t("picture_absent") : ""}
          name=""
          note=""
          removing={t("picture_remove")}
          onRemove={() => seek({ picture: "" })}
        />
      )}
      {sought.picture !== "" && sought.words.trim() !== "" && weighable(catalogue) !== null && (
        <Mix mix={sought.mix} onChange={(mix) => seek({ mix }, { replace: true })} />
      )}
      {sought.like.map((id) => example(id, "like"))}
      {sought.unlike.map((id) => example(id, "unlike"))}
      {sought.unlike.length > 0 && !isLookingFor(sought) && (
        <p className={classes.label}>{t("unlike_alone")}</p>
      )}
    </div>
  );
}
