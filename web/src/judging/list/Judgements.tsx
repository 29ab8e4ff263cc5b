import { Button, Loader } from "@mantine/core";
import { IconThumbUp } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";

import type { Account } from "../../account/session";
import { Notice } from "../../app/Notice";
import { ProblemNotice } from "../../app/ProblemNotice";
import { useCatalogue } from "../../catalogue/catalogue";
import { byQuery } from "./asking";
import { ExportHint } from "./ExportHint";
import { JudgedQuery } from "./JudgedQuery";
import classes from "./Judgements.module.css";
import { useJudgementList, type Whose } from "./useJudgementList";

interface JudgementsProps {
  name: string;
  whose: Whose;
  account: Account;
}

/** The judgements of a catalogue, by what was looked for. */
export function Judgements({ name, whose, account }: JudgementsProps) {
  const { t } = useTranslation("judging");
  const catalogue = useCatalogue(name);
  const list = useJudgementList(name, whose);
  const error = catalogue.error ?? list.error;
  const retry = (): void => {
    void catalogue.refetch();
    void list.refetch();
  };
  if (catalogue.data === undefined || list.data === undefined)
    return error === null ? (
      <Loader aria-label={t("loading", { ns: "find" })} />
    ) : (
      <ProblemNotice error={error} onRetry={retry} />
    );
  const { pages } = list.data;
  const items = new Map(pages.flatMap((page) => [...page.items]));
  const judged = byQuery(pages.flatMap(({ judgements }) => judgements));
  if (judged.length === 0)
    return (
      <Notice icon={<IconThumbUp />} title={t("none")} hint={t("none_hint")}>
        <Button component={Link} href={`/catalogues/${encodeURIComponent(name)}`} radius="xl">
          {t("look")}
        </Button>
      </Notice>
    );
  return (
    <>
      <p className={classes.total} role="status">
        {t("total", { count: pages[0]?.total ?? 0 })}
      </p>
      {judged.map((each) => (
        <JudgedQuery
          key={each.query}
          catalogue={catalogue.data}
          judged={each}
          items={items}
          account={account}
        />
      ))}
      {list.hasNextPage && (
        <Button
          variant="default"
          radius="xl"
          mb="lg"
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {t("more")}
        </Button>
      )}
      <ExportHint name={name} />
    </>
  );
}
