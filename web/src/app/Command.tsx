import { ActionIcon, CopyButton } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import classes from "./Command.module.css";

/** What can be run, or opened, where the service runs. */
export function Command({ children }: { children: string }) {
  const { t } = useTranslation();
  return (
    <span className={classes.command}>
      <code>{children}</code>
      <CopyButton value={children}>
        {({ copied, copy }) => (
          <ActionIcon
            variant="transparent"
            c="dimmed"
            size={28}
            aria-label={`${t(copied ? "copied" : "copy")}: ${children}`}
            onClick={copy}
          >
            {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
          </ActionIcon>
        )}
      </CopyButton>
    </span>
  );
}
