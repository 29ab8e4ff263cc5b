import { ActionIcon, Autocomplete, Group } from "@mantine/core";
import { useDebouncedValue, useHotkeys } from "@mantine/hooks";
import { IconSearch, IconX } from "@tabler/icons-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";

import type { Catalogue } from "../../catalogue/catalogue";
import { number } from "../../language/numbers";
import type { Sought } from "../query/sought";
import type { Seek } from "../query/useSought";
import { PictureMenu } from "./PictureMenu";
import classes from "./SearchField.module.css";
import { useCompletions } from "./useCompletions";
import { useTyped } from "./useTyped";

interface SearchFieldProps {
  catalogue: Catalogue;
  sought: Sought;
  seek: Seek;
}

/** The one field: words, completed while they are typed, and the way to a picture. */
export function SearchField({ catalogue, sought, seek }: SearchFieldProps) {
  const { t, i18n } = useTranslation("find");
  const field = useRef<HTMLInputElement>(null);
  const { typed, isTyping, type, take, leave } = useTyped(sought.words, seek);
  const [paused] = useDebouncedValue(typed, 90);
  const completions = useCompletions(catalogue.name, isTyping ? paused : "");
  const counts = new Map(completions.map(({ name, count }) => [name, count]));
  useHotkeys([["/", () => field.current?.focus()]]);
  return (
    <search className={classes.row}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          take(typed);
        }}
      >
        <Autocomplete
          ref={field}
          type="search"
          aria-label={t("field", { catalogue: catalogue.name })}
          placeholder={t("placeholder")}
          classNames={{ input: classes.input ?? "" }}
          maxLength={2000}
          value={typed}
          data={[...counts.keys()]}
          filter={({ options }) => options}
          maxDropdownHeight={360}
          selectFirstOptionOnChange={false}
          comboboxProps={{ shadow: "md", radius: "lg", offset: 6 }}
          onChange={type}
          onOptionSubmit={take}
          onBlur={leave}
          leftSection={<IconSearch size={19} aria-hidden />}
          rightSectionWidth={typed === "" ? 48 : 84}
          rightSection={
            <Group gap={2} wrap="nowrap">
              {typed !== "" && (
                <ActionIcon
                  variant="subtle"
                  color="stone"
                  c="dimmed"
                  radius="xl"
                  size={34}
                  aria-label={t("clear_words")}
                  onClick={() => {
                    take("");
                    field.current?.focus();
                  }}
                >
                  <IconX size={17} />
                </ActionIcon>
              )}
              <PictureMenu seek={seek} />
            </Group>
          }
          renderOption={({ option }) => (
            <span className={classes.option}>
              {option.value}
              <span className={classes.count}>
                {number(counts.get(option.value) ?? 0, i18n.language)}
              </span>
            </span>
          )}
        />
      </form>
    </search>
  );
}
