import { Title } from "@mantine/core";
import { useLocation } from "wouter";

import { useCatalogue } from "../../catalogue/catalogue";
import { labelOf } from "../../catalogue/localised";
import type { Item } from "../../catalogue/useItems";
import { addressOf } from "../../find/query/address";
import { NOTHING } from "../../find/query/sought";
import type { Seek } from "../../find/query/useSought";
import results from "../../find/results/Results.module.css";
import { Card } from "../../item/Card";

const SEEN_AT_ONCE = 6;

/** The marked items of a catalogue; what is pressed on their cards leads into that. */
export function FavouriteGrid({ name, items }: { name: string; items: readonly Item[] }) {
  const [, navigate] = useLocation();
  const { data: catalogue } = useCatalogue(name);
  const seek: Seek = (change, options) =>
    navigate(
      `/catalogues/${encodeURIComponent(name)}${addressOf({ ...NOTHING, ...change })}`,
      options,
    );
  if (catalogue === undefined || items.length === 0) return null;
  return (
    <section>
      <Title order={2} size="h4" mt="lg" mb="md">
        {labelOf(name)}
      </Title>
      <ul className={results.grid}>
        {items.map((item, place) => (
          <Card
            key={item.id}
            catalogue={catalogue}
            hit={{ ...item, score: 0, places: {}, folded: [] }}
            sought={NOTHING}
            seek={seek}
            first={place < SEEN_AT_ONCE}
          />
        ))}
      </ul>
    </section>
  );
}
