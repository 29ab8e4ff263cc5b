import { Alert, Button, Group, NativeSelect } from "@mantine/core";
import { type SyntheticEvent, useState } from "react";
import { useTranslation } from "react-i18next";

import type { Catalogue } from "../catalogue/catalogue";
import { Problem } from "../client/problem";
import { METHODS, type Method } from "./choice/choice";
import { useMaking } from "./useMaking";

/** Makes a map by a vector and a method; it says that it is at work until it is done. */
export function Making({ catalogue }: { catalogue: Catalogue }) {
  const { t } = useTranslation("map");
  const names = catalogue.vectors.map(({ name }) => name);
  const [vector, setVector] = useState(names[0] ?? "");
  const [method, setMethod] = useState<Method>("pca");
  const { mutate, isPending, error } = useMaking(catalogue.name);
  const make = (event: SyntheticEvent): void => {
    event.preventDefault();
    mutate({ vector, method });
  };
  return (
    <form onSubmit={make}>
      <Group justify="center" align="end" gap="sm">
        <NativeSelect
          label={t("vector")}
          data={names}
          value={vector}
          onChange={(event) => setVector(event.currentTarget.value)}
        />
        <NativeSelect
          label={t("method")}
          data={METHODS.map((each) => ({ value: each, label: t(`method_${each}`) }))}
          value={method}
          onChange={(event) =>
            setMethod(METHODS.find((each) => each === event.currentTarget.value) ?? "pca")
          }
        />
        <Button type="submit" loading={isPending}>
          {t("make")}
        </Button>
      </Group>
      <p role="status" style={{ textAlign: "center" }}>
        {isPending && t("making")}
      </p>
      {error instanceof Problem && (
        <Alert color="red" maw={520} mx="auto" role="alert">
          {error.message} {error.remedy}
        </Alert>
      )}
    </form>
  );
}
