import { answered, client, type Shapes } from "../../client/client";
import { Problem } from "../../client/problem";
import { useSignIn } from "./useSignIn";

/** What the service says after a sign-up, whether or not the address had an account before. */
export interface SignedUp {
  readonly email: string;
  readonly byMail: boolean;
}

/** Signs up, and in with the same; null where that has worked. */
export function useSignUp(): (said: Shapes["SignUp"]) => Promise<SignedUp | null> {
  const signIn = useSignIn();
  return async (body) => {
    const { by_mail } = await answered(client.POST("/api/v1/account", { body }));
    try {
      await signIn({ email: body.email, password: body.password, remember: false });
    } catch (error) {
      if (error instanceof Problem) return { email: body.email, byMail: by_mail };
      throw error;
    }
    return null;
  };
}
