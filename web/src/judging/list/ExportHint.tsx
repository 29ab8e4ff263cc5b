import { Title } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { Command } from "../../app/Command";
import classes from "./ExportHint.module.css";

/** By which commands the judgements of a catalogue are written to a file. */
export function ExportHint({ name }: { name: string }) {
  const { t } = useTranslation("judging");
  return (
    <section className={classes.export}>
      <Title order={2} size="h5">
        {t("export_title")}
      </Title>
      <p>{t("export_hint")}</p>
      <div className={classes.commands}>
        <Command>{`likewise judgements ${name} --export ${name}.jsonl`}</Command>
        <Command>{`likewise judgements ${name} --export ${name}.trec`}</Command>
      </div>
    </section>
  );
}
