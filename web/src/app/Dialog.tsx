import { Modal } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

interface DialogProps {
  title: string;
  /** How wide it is at most, in pixels. */
  width: number;
  onClose: () => void;
  children: ReactNode;
}

/** What is shown over a view; on a phone, in place of it. */
export function Dialog({ title, width, onClose, children }: DialogProps) {
  const { t } = useTranslation();
  const isNarrow = useMediaQuery("(max-width: 48em)");
  useFocusBack();
  return (
    <Modal.Root
      opened
      onClose={onClose}
      size={width}
      fullScreen={isNarrow}
      returnFocus={false}
      transitionProps={{ transition: "fade", duration: 120 }}
    >
      <Modal.Overlay backgroundOpacity={0.45} blur={3} />
      <Modal.Content radius={isNarrow ? 0 : "xl"} bg="var(--surface)">
        {/* Else it were a second banner of the page. */}
        <Modal.Header role="presentation" px="lg" bg="var(--surface)">
          <Modal.Title fz={20} fw={640}>
            {title}
          </Modal.Title>
          <Modal.CloseButton size={36} radius="xl" aria-label={t("close")} />
        </Modal.Header>
        <Modal.Body px="lg" pb="lg">
          {children}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

/** Gives the focus back to what had it, when what is shown over it goes. */
function useFocusBack(): void {
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    },
    [before],
  );
}
