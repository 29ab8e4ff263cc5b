import { Loader, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconLock } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Redirect } from "wouter";

import { Notice } from "../app/Notice";
import { ProblemNotice } from "../app/ProblemNotice";
import { speakOfPeople } from "../language/people";
import { useTitle } from "../app/title";
import classes from "./AccountPage.module.css";
import { AccountLinks } from "./AccountLinks";
import { type Account, sessionQuery, signInAddress } from "./session";

speakOfPeople();

interface AccountPageProps {
  title: string;
  lead?: string;
  /** What can be done with the whole of it. */
  tools?: ReactNode;
  /** Whether only administrators may look. */
  forAdministrators?: boolean;
  children: (account: Account) => ReactNode;
}

/** A view for who has signed in; others are led to signing in, and back again. */
export function AccountPage({
  title,
  lead,
  tools,
  forAdministrators = false,
  children,
}: AccountPageProps) {
  const { t } = useTranslation("admin");
  const { data, error, refetch } = useQuery(sessionQuery);
  useTitle(title);
  if (data === undefined)
    return error === null ? (
      <Loader className={classes.loader ?? ""} aria-label={t("loading", { ns: "find" })} />
    ) : (
      <ProblemNotice order={1} error={error} onRetry={() => void refetch()} />
    );
  const { account } = data;
  if (account === null) return <Redirect to={signInAddress()} replace />;
  if (forAdministrators && !account.admin)
    return (
      <Notice
        order={1}
        icon={<IconLock />}
        title={t("forbidden_title")}
        hint={t("forbidden_hint")}
      />
    );
  return (
    <div className={classes.page}>
      <AccountLinks admin={account.admin} />
      <div className={classes.head}>
        <div>
          <Title order={1} size="h2">
            {title}
          </Title>
          {lead !== undefined && <p className={classes.lead}>{lead}</p>}
        </div>
        {tools}
      </div>
      {children(account)}
    </div>
  );
}
