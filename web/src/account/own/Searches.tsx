import { ActionIcon, Button, Loader } from "@mantine/core";
import { IconHistory, IconSearch, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";

import { Notice } from "../../app/Notice";
import { ProblemNotice } from "../../app/ProblemNotice";
import { labelOf } from "../../catalogue/localised";
import { saidOf, chipsOf } from "../../find/results/chipsOf";
import { moment } from "../../language/numbers";
import classes from "./Searches.module.css";
import { type Searched, useForget, useSearches } from "./useSearches";

/** The searches, each of which leads to what it found. */
export function Searches() {
  const { t } = useTranslation("account");
  const { data, error, refetch } = useSearches();
  const forget = useForget();
  if (data === undefined)
    return error === null ? (
      <Loader aria-label={t("loading", { ns: "find" })} />
    ) : (
      <ProblemNotice error={error} onRetry={() => void refetch()} />
    );
  if (data.length === 0)
    return (
      <Notice icon={<IconHistory />} title={t("searches_none")} hint={t("searches_none_hint")}>
        <Button component={Link} href="/" radius="xl">
          {t("look_around")}
        </Button>
      </Notice>
    );
  return (
    <ul className={classes.searches}>
      {data.map((search) => (
        <Search key={search.id} search={search} onForget={() => forget(search.id)} />
      ))}
    </ul>
  );
}

function Search({ search, onForget }: { search: Searched; onForget: () => void }) {
  const { t, i18n } = useTranslation("account");
  const { t: tFind } = useTranslation("find");
  const words = search.words === "" ? t("search_without_words") : search.words;
  const where = new URLSearchParams(search.address).getAll("where");
  const filters = chipsOf(where).map((chip) => saidOf(chip, tFind));
  const said = [labelOf(search.catalogue), ...filters, moment(search.at, i18n.language)];
  return (
    <li className={classes.search}>
      <IconSearch size={18} aria-hidden className={classes.icon ?? ""} />
      <div className={classes.words}>
        <Link
          className={classes.lead ?? ""}
          href={`/catalogues/${encodeURIComponent(search.catalogue)}?${search.address}`}
        >
          {words}
        </Link>
        <div className={classes.said}>{said.join(" · ")}</div>
      </div>
      <ActionIcon
        className={classes.forget ?? ""}
        variant="subtle"
        color="stone"
        c="dimmed"
        radius="xl"
        size={36}
        aria-label={t("search_forget", { words })}
        onClick={onForget}
      >
        <IconX size={17} />
      </ActionIcon>
    </li>
  );
}
