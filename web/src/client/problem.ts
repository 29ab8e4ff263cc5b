import type { components } from "./schema";

type Told = components["schemas"]["Problem"];

/** The service's word for what went wrong; `unreachable` where it did not answer. */
export type Code = components["schemas"]["Code"] | "unreachable";

/** What kept the service from doing what it was asked. */
export class Problem extends Error {
  override readonly name = "Problem";

  readonly code: Code;
  /** What to do next, in the service's words; empty where it says nothing. */
  readonly remedy: string;
  /** By which the request stands in the service's log. */
  readonly requestId: string;
  /** After how many seconds it may be asked again; 0 where the service does not say. */
  readonly retrySeconds: number;

  constructor(
    told: {
      code: Code;
      message: string;
      remedy?: string;
      requestId?: string;
      retrySeconds?: number;
    },
    options?: ErrorOptions,
  ) {
    super(told.message, options);
    this.code = told.code;
    this.remedy = told.remedy ?? "";
    this.requestId = told.requestId ?? "";
    this.retrySeconds = told.retrySeconds ?? 0;
  }

  static of(told: unknown, response: Response): Problem {
    if (!isTold(told)) return new Problem({ code: "defect", message: response.statusText });
    const { code, detail, remedy, request_id } = told;
    const retrySeconds = Number(response.headers.get("Retry-After") ?? 0);
    return new Problem({ code, message: detail, remedy, requestId: request_id, retrySeconds });
  }

  static unreachable(cause: unknown): Problem {
    return new Problem({ code: "unreachable", message: "" }, { cause });
  }
}

const PASSING: readonly Code[] = [
  "unreachable",
  "unavailable",
  "overloaded",
  "catalogue-busy",
  "too-many-requests",
];

/** Whether asking again may help, with nothing changed. */
export function mayPass(error: unknown): boolean {
  return error instanceof Problem && PASSING.includes(error.code);
}

function isTold(told: unknown): told is Told {
  return typeof told === "object" && told !== null && "code" in told && "detail" in told;
}
