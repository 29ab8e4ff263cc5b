import { Button } from "@mantine/core";
import { Component, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { Notice } from "./Notice";

/** Shows what to do where a view has a defect, instead of nothing. */
export class Broken extends Component<{ children: ReactNode }, { broken: boolean }> {
  override readonly state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    return this.state.broken ? <BrokenNotice /> : this.props.children;
  }
}

function BrokenNotice() {
  const { t } = useTranslation();
  return (
    <Notice title={t("broken_title")} hint={t("broken_hint")}>
      <Button onClick={() => window.location.reload()}>{t("reload")}</Button>
    </Notice>
  );
}
