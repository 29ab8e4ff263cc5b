import { SimpleGrid, TextInput, type TextInputProps } from "@mantine/core";
import { useTranslation } from "react-i18next";

export const PARTS = ["first_name", "last_name", "company", "title"] as const;
export type Part = (typeof PARTS)[number];

const MOST_CHARACTERS = 100;
const COMPLETIONS: Record<Part, string> = {
  first_name: "given-name",
  last_name: "family-name",
  company: "organization",
  title: "organization-title",
};

interface ProfileFieldsProps {
  /** How a form holds a part. */
  field: (part: Part) => TextInputProps & { key: string };
  /** Whether the browser may fill in what it knows of who sits before it. */
  own?: boolean;
}

/** What people say of themselves. */
export function ProfileFields({ field, own = true }: ProfileFieldsProps) {
  const { t } = useTranslation("account");
  return (
    <SimpleGrid cols={2} spacing="md" verticalSpacing="md">
      {PARTS.map((part) => {
        const { key, ...props } = field(part);
        return (
          <TextInput
            key={key}
            size="md"
            label={t(part)}
            maxLength={MOST_CHARACTERS}
            autoComplete={own ? COMPLETIONS[part] : "off"}
            {...props}
          />
        );
      })}
    </SimpleGrid>
  );
}
