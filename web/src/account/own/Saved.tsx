import { Group } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import type { ReactNode } from "react";

/** That something has been done; it is read out. */
export function Saved({ when, children }: { when: boolean; children: ReactNode }) {
  return (
    <div role="status">
      {when && (
        <Group gap={6} c="var(--accent)" fz="sm" wrap="nowrap">
          <IconCheck size={18} aria-hidden /> {children}
        </Group>
      )}
    </div>
  );
}
