import { type RefObject, useEffect } from "react";

export const RIGHT_KEY = "1";
export const WRONG_KEY = "0";

/** Arrow keys go from result to result, and a key says of the one that has the focus what it is. */
export function useJudgingKeys(
  list: RefObject<HTMLUListElement | null>,
  onGrade: (place: number, grade: 0 | 1) => void,
): void {
  useEffect(() => {
    const found = list.current;
    const press = (event: KeyboardEvent): void => {
      if (found === null || event.ctrlKey || event.metaKey || event.altKey) return;
      const cards = [...found.children].filter((each) => each instanceof HTMLElement);
      const place = cards.findIndex((each) => each.contains(document.activeElement));
      if (place < 0) return;
      if (event.key === RIGHT_KEY || event.key === WRONG_KEY) {
        onGrade(place, event.key === RIGHT_KEY ? 1 : 0);
      } else {
        const next = cards[nextPlace(event.key, place, cards)];
        if (next === undefined) return;
        next.querySelector("a")?.focus();
      }
      event.preventDefault();
    };
    found?.addEventListener("keydown", press);
    return () => found?.removeEventListener("keydown", press);
  }, [list, onGrade]);
}

/** Where an arrow key leads; -1 for any other key. */
function nextPlace(key: string, place: number, cards: readonly HTMLElement[]): number {
  const top = cards[0]?.offsetTop;
  const columns = cards.filter(({ offsetTop }) => offsetTop === top).length;
  const steps: Record<string, number> = {
    ArrowRight: 1,
    ArrowLeft: -1,
    ArrowDown: columns,
    ArrowUp: -columns,
  };
  const step = steps[key];
  return step === undefined ? -1 : place + step;
}
