import { Button, Checkbox, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Shapes } from "../../client/client";
import { number } from "../../language/numbers";
import type { Condition } from "../query/filter";
import { Facet } from "./Facet";
import classes from "./Facets.module.css";

interface TagFacetProps {
  field: string;
  label: string;
  tags: readonly Shapes["TagCount"][];
  chosen: readonly string[];
  onChange: (condition: Condition | null) => void;
}

const FEW = 6;
const MANY = 15;

/** The tags of a field with how many items have each; several can be chosen. */
export function TagFacet({ field, label, tags, chosen, onChange }: TagFacetProps) {
  const { t, i18n } = useTranslation("find");
  const [all, { toggle }] = useDisclosure();
  const [typed, setTyped] = useState("");
  // One that is chosen stays, also where no item has it now.
  const absent = chosen.filter((each) => !tags.some(({ tag }) => tag === each));
  const known = [...absent.map((tag) => ({ tag, count: 0 })), ...tags];
  const meant = known.filter(({ tag }) => tag.toLowerCase().includes(typed.trim().toLowerCase()));
  const seen = all ? meant : meant.filter(({ tag }, place) => place < FEW || chosen.includes(tag));
  const choose = (tag: string): void => {
    const after = chosen.includes(tag) ? chosen.filter((each) => each !== tag) : [...chosen, tag];
    onChange(after.length === 0 ? null : { kind: "tags", field, tags: after });
  };
  if (known.length === 0) return null;
  return (
    <Facet label={label}>
      {all && known.length > MANY && (
        <TextInput
          size="xs"
          mb={6}
          aria-label={t("facet_search", { field: label })}
          placeholder={t("facet_search", { field: label })}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      )}
      {seen.length === 0 && <span className={classes.count}>{t("facet_none")}</span>}
      {seen.map(({ tag, count }) => (
        <div key={tag} className={classes.tag}>
          <Checkbox
            size="sm"
            label={tag}
            checked={chosen.includes(tag)}
            onChange={() => choose(tag)}
          />
          <span className={classes.count}>{number(count, i18n.language)}</span>
        </div>
      ))}
      {known.length > FEW && (
        <Button
          variant="subtle"
          size="compact-sm"
          px={4}
          mt={4}
          aria-expanded={all}
          onClick={toggle}
        >
          {all ? t("facet_less") : t("facet_more", { count: known.length - seen.length })}
        </Button>
      )}
    </Facet>
  );
}
