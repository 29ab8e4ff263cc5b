import { Skeleton } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { ProblemNotice } from "../app/ProblemNotice";
import { moment, number } from "../language/numbers";
import { Facts } from "./Facts";
import { duration } from "./figures";
import classes from "./LastImport.module.css";
import { Part, Sheet } from "./Part";
import { Rejects } from "./Rejects";
import { type Imported, useLastImport } from "./useOperating";

const COUNTS = ["added", "changed", "unchanged", "removed", "rejected"] as const;

/** What the last import of a catalogue did. */
export function LastImport({ name }: { name: string }) {
  const { t } = useTranslation("operating");
  const { data, error, refetch } = useLastImport(name);
  return (
    <Part title={t("import_title")}>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton height={140} radius="lg" mt="md" />}
      {data === null && (
        <Sheet>
          <p className={classes.none}>
            {t("import_none")} {t("import_none_hint")}
          </p>
        </Sheet>
      )}
      {data !== undefined && data !== null && <Summary imported={data} />}
    </Part>
  );
}

function Summary({ imported }: { imported: Imported }) {
  const { t, i18n } = useTranslation("operating");
  const { language } = i18n;
  const { at, seconds, encoded, problem, rejected } = imported;
  return (
    <Sheet>
      <ul className={classes.counts}>
        {COUNTS.map((each) => (
          <li key={each} data-look={(each === "rejected" && rejected > 0) || undefined}>
            <strong>{number(imported[each], language)}</strong> {t(`import_${each}`)}
          </li>
        ))}
      </ul>
      <Facts
        of={[
          [t("import_at"), moment(at, language)],
          [t("import_seconds"), duration(seconds, language)],
          [t("import_encoded"), number(encoded, language)],
          ...(problem === "" ? [] : [[t("import_ended"), problem] as const]),
        ]}
      />
      {rejected > 0 && <Rejects imported={imported} />}
    </Sheet>
  );
}
