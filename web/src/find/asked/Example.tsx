import { CloseButton } from "@mantine/core";
import type { ReactNode } from "react";

import classes from "./Asked.module.css";

interface ExampleProps {
  picture: ReactNode;
  label: string;
  name: string;
  note: string;
  unlike?: boolean;
  removing: string;
  onRemove: () => void;
}

/** One thing that is searched by, with a cross. */
export function Example(props: ExampleProps) {
  const { picture, label, name, note, unlike = false, removing, onRemove } = props;
  return (
    <div className={classes.example} data-unlike={unlike || undefined}>
      <span className={classes.picture}>{picture}</span>
      <span className={classes.words}>
        {label !== "" && <span className={classes.label}>{label}</span>}
        {name !== "" && <span className={classes.name}>{name}</span>}
        {note !== "" && <span className={classes.label}>{note}</span>}
      </span>
      <CloseButton radius="xl" aria-label={removing} onClick={onRemove} />
    </div>
  );
}
