import { PasswordInput, type PasswordInputProps } from "@mantine/core";
import { useTranslation } from "react-i18next";

/** A password, which one can look at. */
export function PasswordField(props: PasswordInputProps) {
  const { t } = useTranslation("account");
  return (
    <PasswordInput
      size="md"
      maxLength={1024}
      visibilityToggleButtonProps={{ "aria-label": t("show_password"), tabIndex: 0 }}
      {...props}
    />
  );
}
