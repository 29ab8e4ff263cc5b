import { Skeleton } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { ProblemNotice } from "../app/ProblemNotice";
import { moment, number } from "../language/numbers";
import { Facts } from "./Facts";
import { bytes } from "./figures";
import { Part, Sheet } from "./Part";
import { type Quality, useQuality } from "./useOperating";
import { VectorPanel } from "./VectorPanel";

const KINDS = {
  flat: "index_kind_flat",
  hnsw: "index_kind_hnsw",
  "svs-vamana": "index_kind_vamana",
} as const;

/** The index of a catalogue, and each of its vectors. */
export function Vectors({ name }: { name: string }) {
  const { t } = useTranslation("operating");
  const { data, error, refetch } = useQuality(name);
  return (
    <Part title={t("index_title")} lead={t("index_lead")}>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton height={420} radius="lg" mt="md" />}
      {data !== undefined && (
        <>
          <Sheet>
            <IndexFacts quality={data} />
          </Sheet>
          {data.vectors.map((vector) => (
            <VectorPanel key={vector.name} quality={data} vector={vector} />
          ))}
        </>
      )}
    </Part>
  );
}

function IndexFacts({ quality }: { quality: Quality }) {
  const { t, i18n } = useTranslation("operating");
  const { language } = i18n;
  const { algorithm, graph, tuned_at } = quality;
  const kind = Object.entries(KINDS).find(([each]) => each === algorithm)?.[1];
  return (
    <Facts
      of={[
        [t("index_items"), number(quality.documents, language)],
        [t("index_kind"), kind === undefined ? algorithm : t(kind)],
        [t("index_metric"), quality.metric],
        [t("index_type"), quality.type],
        [t("index_storage"), quality.storage],
        [t("index_memory"), bytes(quality.vector_bytes, language)],
        ...(graph === null
          ? []
          : [
              [
                t("index_graph"),
                t("index_graph_value", { m: graph.m, candidates: graph.ef_construction }),
              ] as const,
            ]),
        [
          t("index_measured"),
          tuned_at === null ? t("index_unmeasured") : moment(tuned_at, language),
        ],
      ]}
    />
  );
}
