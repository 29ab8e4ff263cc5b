import { Title } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { Command } from "../app/Command";
import classes from "./LastImport.module.css";
import type { Imported } from "./useOperating";

/** The first of the refused rows, each with its reason, and where all of them are. */
export function Rejects({ imported }: { imported: Imported }) {
  const { t } = useTranslation("operating");
  const { rejected: count, rejects, rejects_file: file } = imported;
  const isAll = count > 1 && count === rejects.length;
  return (
    <section className={classes.rejects}>
      <Title order={3} size="h5">
        {isAll ? t("rejects_all", { count }) : t("rejects", { count, shown: rejects.length })}
      </Title>
      <ul className={classes.rows}>
        {rejects.map(({ source, line, column, reason }) => (
          <li key={`${source} ${line} ${column}`}>
            <div className={classes.place}>
              {[
                source,
                t("reject_line", { line }),
                ...(column === "" ? [] : [t("reject_column", { column })]),
              ].join(" · ")}
            </div>
            {reason}
          </li>
        ))}
      </ul>
      {file === "" ? (
        <p className={classes.none}>{t("rejects_no_file")}</p>
      ) : (
        <>
          <p className={classes.place}>{t("rejects_file")}</p>
          <Command>{file}</Command>
        </>
      )}
    </section>
  );
}
