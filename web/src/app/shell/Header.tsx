import { useTranslation } from "react-i18next";
import { Link as Lead } from "wouter";

import { AccountMenu } from "../../account/AccountMenu";
import type { Link } from "../links";
import { AboutMenu } from "./AboutMenu";
import { MIDDLE } from "./HeaderMiddle";
import { Logo } from "./Logo";
import classes from "./Header.module.css";
import { LanguageButton } from "./LanguageButton";
import { SchemeButton } from "./SchemeButton";

/** The page's name, what the view puts in the middle, and what holds for all views. */
export function Header({ links }: { links: readonly Link[] }) {
  const { t } = useTranslation();
  return (
    <header className={classes.header}>
      <div className={classes.inner}>
        <Lead href="/" className={classes.brand ?? ""} aria-label={t("home")}>
          <Logo />
          <span className={classes.name}>{t("name")}</span>
        </Lead>
        <div id={MIDDLE} className={classes.middle} />
        <div className={classes.tools}>
          {links.length > 0 && (
            <nav aria-label={t("navigation")} className={classes.links}>
              {links.map(({ path, label }) => (
                <Lead key={path} href={path} className={classes.link ?? ""}>
                  {t(label)}
                </Lead>
              ))}
            </nav>
          )}
          <AboutMenu />
          <LanguageButton />
          <SchemeButton />
          <AccountMenu />
        </div>
      </div>
    </header>
  );
}
