import { useTranslation } from "react-i18next";
import { Link, useLocation } from "wouter";

import classes from "./AccountPage.module.css";
import { accountPlaces } from "./places";

/** Where there is no room for all, the one that is shown is seen. */
function seen(link: HTMLAnchorElement | null): void {
  link?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

/** Leads from one view of an account to the others. */
export function AccountLinks({ admin }: { admin: boolean }) {
  const { t } = useTranslation("account");
  const { t: tShell } = useTranslation();
  const [path] = useLocation();
  return (
    <nav className={classes.links} aria-label={t("navigation")}>
      {accountPlaces(tShell, admin).map(({ to, label }) => (
        <Link
          key={to}
          href={to}
          className={classes.link ?? ""}
          ref={to === path ? seen : undefined}
          aria-current={to === path ? "page" : undefined}
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}
