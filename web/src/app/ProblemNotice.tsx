import { Button, Text } from "@mantine/core";
import { IconAlertTriangle, IconCloudOff, IconHourglass, IconLock } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";

import { signInAddress } from "../account/session";
import { type Code, Problem } from "../client/problem";
import { Notice } from "./Notice";

interface ProblemNoticeProps {
  error: unknown;
  onRetry: () => void;
  /** The heading's level: 1 where there is nothing else on the page. */
  order?: 1 | 2;
}

const BUSY: readonly Code[] = ["unavailable", "overloaded", "catalogue-busy", "too-many-requests"];

/** What went wrong, in the person's words where they are known, and what to do next. */
export function ProblemNotice({ error, onRetry, order = 2 }: ProblemNoticeProps) {
  const { t } = useTranslation();
  const again = <Button onClick={onRetry}>{t("retry")}</Button>;
  if (!(error instanceof Problem)) throw error;
  if (error.code === "unreachable")
    return (
      <Notice
        order={order}
        icon={<IconCloudOff />}
        title={t("offline_title")}
        hint={t("offline_hint")}
      >
        {again}
      </Notice>
    );
  if (error.code === "unauthenticated")
    return (
      <Notice order={order} icon={<IconLock />} title={t("closed_title")} hint={t("closed_hint")}>
        <Button component={Link} href={signInAddress()}>
          {t("sign_in")}
        </Button>
      </Notice>
    );
  if (BUSY.includes(error.code))
    return (
      <Notice order={order} icon={<IconHourglass />} title={t("busy_title")} hint={t("busy_hint")}>
        {again}
      </Notice>
    );
  return (
    <Notice
      order={order}
      icon={<IconAlertTriangle />}
      title={t("problem_title")}
      hint={`${error.message} ${error.remedy}`}
    >
      {again}
      <Button component={Link} href="/" variant="default">
        {t("to_start")}
      </Button>
      {error.requestId !== "" && (
        <Text w="100%" ta="center" size="xs" c="dimmed">
          {t("problem_id", { id: error.requestId })}
        </Text>
      )}
    </Notice>
  );
}
