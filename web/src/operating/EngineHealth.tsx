import { Skeleton } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { ProblemNotice } from "../app/ProblemNotice";
import { bytes } from "./figures";
import { Checks } from "./Checks";
import { Facts } from "./Facts";
import { Part, Sheet } from "./Part";
import { type Engine, useEngine } from "./useOperating";

/** How Redis is. */
export function EngineHealth() {
  const { t } = useTranslation("operating");
  const { data, error, refetch } = useEngine();
  return (
    <Part title={t("engine_title")}>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton height={180} radius="lg" mt="md" />}
      {data !== undefined && (
        <Sheet>
          <EngineFacts engine={data} />
          <Checks of={data.readiness} />
        </Sheet>
      )}
    </Part>
  );
}

function EngineFacts({ engine }: { engine: Engine }) {
  const { t, i18n } = useTranslation("operating");
  const told = (value: boolean | null): string =>
    value === null ? t("untold") : t(value ? "yes" : "no");
  const size = (value: number | null): string =>
    value === null ? t("untold") : bytes(value, i18n.language);
  const list = (values: readonly string[] | null): string => values?.join(", ") ?? t("untold");
  const used = size(engine.used_bytes);
  return (
    <Facts
      of={[
        [
          t("engine_version"),
          t(engine.embedded ? "engine_embedded" : "engine_server", {
            version: engine.redis_version,
          }),
        ],
        [t("engine_search"), engine.search_version],
        [t("engine_json"), engine.json_version],
        [
          t("engine_memory"),
          engine.most_bytes === null
            ? t("engine_memory_free", { used })
            : t("engine_memory_of", { used, most: size(engine.most_bytes) }),
        ],
        [t("engine_free"), size(engine.free_bytes)],
        [t("engine_log"), told(engine.append_only)],
        [t("engine_written"), told(engine.written)],
        [t("engine_timeouts"), told(engine.on_timeout_fails)],
        [t("engine_algorithms"), list(engine.algorithms)],
        [t("engine_types"), list(engine.types)],
        [t("engine_hybrid"), told(engine.hybrid)],
      ]}
    />
  );
}
