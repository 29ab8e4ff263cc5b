import { useDebouncedCallback } from "@mantine/hooks";
import { useRef, useState } from "react";

import type { Seek } from "../query/useSought";

const PAUSE_MILLISECONDS = 300;

/**
 * What stands in the field, and is looked for whenever typing pauses. What is typed in one go is
 * one step of the way back.
 */
export function useTyped(words: string, seek: Seek) {
  const [typed, setTyped] = useState(words);
  const [seen, setSeen] = useState(words);
  const [looked, setLooked] = useState(words);
  const [isTyping, setTyping] = useState(false);
  const going = useRef(false);
  if (words !== seen) {
    setSeen(words);
    // Not by the field itself, which may be further by now: the way back, or another link.
    if (words !== looked) {
      setLooked(words);
      setTyped(words);
    }
  }
  const look = (wanted: string): void => {
    setLooked(wanted);
    // Legs that were chosen for an item may have no words.
    seek({ words: wanted, by: [] }, { replace: going.current });
    going.current = true;
  };
  const soon = useDebouncedCallback(look, { delay: PAUSE_MILLISECONDS, flushOnUnmount: false });
  return {
    typed,
    /** Whether completions are of use. */
    isTyping,
    type: (text: string) => {
      setTyped(text);
      setTyping(true);
      soon(text);
    },
    /** Looks for a text at once. */
    take: (text: string) => {
      soon.cancel();
      setTyped(text);
      setTyping(false);
      if (text !== words) look(text);
      going.current = false;
    },
    leave: () => {
      soon.flush();
      setTyping(false);
      going.current = false;
    },
  };
}
