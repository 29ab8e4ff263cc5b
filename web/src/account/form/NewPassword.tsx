import type { PasswordInputProps } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { LEAST_CHARACTERS } from "./checks";
import classes from "./NewPassword.module.css";
import { PasswordField } from "./PasswordField";
import { useStrength } from "./useStrength";

const BARS = { short: 1, weak: 1, fair: 2, strong: 3 } as const;

interface NewPasswordProps extends PasswordInputProps {
  /** What is typed now. */
  typed: string;
  /** What others know of the person, which makes a poor password. */
  known?: readonly string[];
}

/** A password that is chosen, with a word on how strong it is while it is typed. */
export function NewPassword({ typed, known = [], ...field }: NewPasswordProps) {
  const { t } = useTranslation("account");
  const missing = LEAST_CHARACTERS - Array.from(typed).length;
  const judged = useStrength(typed, known);
  const strength = missing > 0 ? "short" : judged;
  return (
    <div>
      <PasswordField autoComplete="new-password" {...field} />
      <div className={classes.strength} data-strength={typed === "" ? undefined : strength}>
        <div className={classes.bars} aria-hidden>
          {[1, 2, 3].map((bar) => (
            <span
              key={bar}
              data-full={
                (typed !== "" && strength !== undefined && bar <= BARS[strength]) || undefined
              }
            />
          ))}
        </div>
        <p className={classes.word} role="status" aria-label={t("strength")}>
          {typed === "" && t("strength_hint")}
          {typed !== "" && strength === "short" && t("strength_short", { count: missing })}
          {typed !== "" &&
            strength !== undefined &&
            strength !== "short" &&
            t(`strength_${strength}`)}
        </p>
      </div>
    </div>
  );
}
