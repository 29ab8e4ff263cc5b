import type { UseFormReturnType } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { type About, refusalOf } from "./refusal";
import { Told } from "./Told";

interface Sending<Values extends Record<string, unknown>> {
  readonly onSubmit: ReturnType<UseFormReturnType<Values>["onSubmit"]>;
  readonly isSending: boolean;
  readonly isDone: boolean;
  /** Why it was refused, where that belongs to no field. */
  readonly refused: ReactNode;
}

/** Sends what a form says; what the service finds wrong with a field is told there. */
export function useSending<Values extends Record<string, unknown>>(
  form: UseFormReturnType<Values>,
  send: (values: Values) => Promise<void>,
  fields: Partial<Record<About, keyof Values & string>>,
): Sending<Values> {
  const focus = (field: string): void => form.getInputNode(field)?.focus();
  const { mutate, isPending, isSuccess, error } = useMutation({
    mutationFn: send,
    onError: (cause) => {
      const { key, about } = refusalOf(cause);
      const field = about === null ? undefined : fields[about];
      if (field === undefined || key === null) return;
      form.setFieldError(field, <Told of={about === "password" ? "password_wrong" : key} />);
      focus(field);
    },
  });
  return {
    onSubmit: form.onSubmit(
      (values) => mutate(values),
      (errors) => {
        const [first] = Object.keys(errors);
        if (first !== undefined) focus(first);
      },
    ),
    isSending: isPending,
    isDone: isSuccess,
    refused: error === null ? null : refusedWith(error, fields),
  };
}

function refusedWith(error: unknown, fields: Partial<Record<About, string>>): ReactNode {
  const { key, about, words, minutes } = refusalOf(error);
  if (about !== null && fields[about] !== undefined) return null;
  return key === null ? words : <Told of={key} minutes={minutes} />;
}
