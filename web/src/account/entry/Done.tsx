import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";

import { Entry } from "./Entry";

interface DoneProps {
  title: string;
  hint: string;
  /** Where it goes on. */
  to: string;
  label?: string;
}

/** What came of a form, and where it goes on. */
export function Done({ title, hint, to, label }: DoneProps) {
  const { t } = useTranslation("account");
  return (
    <Entry title={title}>
      <div role="status">{hint}</div>
      <Button component={Link} href={to} size="md" radius="xl">
        {label ?? t("to_sign_in")}
      </Button>
    </Entry>
  );
}
