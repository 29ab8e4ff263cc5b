import { answered, client, type Shapes } from "../../client/client";
import { useChangeOfPerson } from "../session";

/** Signs in; what is shown is asked for anew. */
export function useSignIn(): (said: Shapes["SignIn"]) => Promise<void> {
  const change = useChangeOfPerson();
  return async (body) => {
    await answered(client.POST("/api/v1/session", { body }));
    await change();
  };
}
