import { TextInput, type TextInputProps } from "@mantine/core";
import { useTranslation } from "react-i18next";

/** An e-mail address. */
export function EmailField(props: TextInputProps) {
  const { t } = useTranslation("account");
  return (
    <TextInput
      size="md"
      type="email"
      autoComplete="username"
      maxLength={254}
      required
      label={t("email")}
      {...props}
    />
  );
}
