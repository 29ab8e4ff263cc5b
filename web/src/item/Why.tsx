import { Button, Collapse } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { IconChevronDown, IconHelpCircle } from "@tabler/icons-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";

import { ProblemNotice } from "../app/ProblemNotice";
import type { Catalogue } from "../catalogue/catalogue";
import { answered, client } from "../client/client";
import { queryOf } from "../find/query/request";
import type { Sought } from "../find/query/sought";
import { Explanation } from "./Explanation";
import classes from "./Why.module.css";

interface WhyProps {
  catalogue: Catalogue;
  id: string;
  sought: Sought;
  picture: string | null;
}

/** Why an item was found, for who asks. */
export function Why({ catalogue, id, sought, picture }: WhyProps) {
  const { t } = useTranslation("item");
  const [opened, { toggle }] = useDisclosure();
  const region = useId();
  const query = queryOf(sought, catalogue, picture);
  const { data, error, refetch } = useQuery({
    queryKey: ["why", catalogue.name, id, query],
    queryFn: ({ signal }) =>
      answered(
        client.POST("/api/v1/catalogues/{name}/explain", {
          params: { path: { name: catalogue.name } },
          body: { query, id },
          signal,
        }),
      ),
    enabled: opened,
  });
  return (
    <div className={classes.why}>
      <Button
        variant="subtle"
        size="sm"
        px={6}
        leftSection={<IconHelpCircle size={18} />}
        rightSection={<IconChevronDown size={15} data-opened={opened || undefined} />}
        aria-expanded={opened}
        aria-controls={region}
        onClick={toggle}
      >
        {t("why")}
      </Button>
      <Collapse expanded={opened} id={region}>
        {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
        {data !== undefined && <Explanation told={data} />}
      </Collapse>
    </div>
  );
}
