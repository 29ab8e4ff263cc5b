import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { Link } from "../links";
import { Footer } from "./Footer";
import { Header } from "./Header";
import classes from "./Shell.module.css";

interface ShellProps {
  links: readonly Link[];
  children: ReactNode;
}

/** What stands around every view. */
export function Shell({ links, children }: ShellProps) {
  const { t } = useTranslation();
  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#main">
        {t("skip")}
      </a>
      <Header links={links.filter(({ place }) => place === "header")} />
      <main id="main" tabIndex={-1} className={classes.main}>
        {children}
      </main>
      <Footer links={links.filter(({ place }) => place === "footer")} />
    </div>
  );
}
