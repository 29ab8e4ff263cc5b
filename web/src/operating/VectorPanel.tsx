import { Anchor, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { number } from "../language/numbers";
import { Facts } from "./Facts";
import { Sheet } from "./Part";
import { Recall } from "./Recall";
import { Relevance } from "./Relevance";
import type { Quality, VectorQuality } from "./useOperating";
import classes from "./VectorPanel.module.css";

interface VectorPanelProps {
  quality: Quality;
  vector: VectorQuality;
}

/** A vector of the items: its model, and what is known of searches by it. */
export function VectorPanel({ quality, vector }: VectorPanelProps) {
  const { t, i18n } = useTranslation("operating");
  const { model } = vector;
  const isPage = model.source.startsWith("https://");
  return (
    <Sheet>
      <div className={classes.head}>
        <Title order={3} size="h4">
          {vector.name}
        </Title>
        <p className={classes.summary}>{model.summary}</p>
      </div>
      <Facts
        of={[
          [t("vector_model"), model.name],
          [
            t("vector_fingerprint"),
            model.at_hand
              ? model.fingerprint
              : `${model.fingerprint}, ${t("vector_fingerprint_other")}`,
          ],
          [t("vector_dims"), number(vector.dims, i18n.language)],
          [t("vector_reads"), t(model.modality === null ? "unknown" : `reads_${model.modality}`)],
          [t("vector_licence"), model.licence || t("unknown")],
          [t("vector_of"), vector.source],
          [
            t("vector_source"),
            isPage ? (
              <Anchor key="page" href={model.source} target="_blank" rel="noopener noreferrer">
                {new URL(model.source).host}
              </Anchor>
            ) : (
              model.source || t("unknown")
            ),
          ],
        ]}
      />
      <Recall quality={quality} vector={vector} />
      <Relevance quality={quality} vector={vector} />
    </Sheet>
  );
}
