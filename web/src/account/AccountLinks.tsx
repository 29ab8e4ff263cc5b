import { useTranslation } from "react-i18next";
import { Link, useLocation } from "wouter";

import classes from "./AccountPage.module.css";
import { accountPlaces } from "./places";

/** Leads from one view of an account to the others. */
export function AccountLinks({ admin }: { admin: boolean }) {
  const { t } = useTranslation("account");
  const [path] = useLocation();
  return (
    <nav className={classes.links} aria-label={t("navigation")}>
      {accountPlaces(t, admin).map(({ to, label }) => (
        <Link
          key={to}
          href={to}
          className={classes.link ?? ""}
          aria-current={to === path ? "page" : undefined}
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}
