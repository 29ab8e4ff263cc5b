import { Anchor } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, Redirect, useSearch } from "wouter";

import { nextAddress, withNext } from "../nextAddress";
import { useSession } from "../session";
import { Done } from "./Done";
import { Entry } from "./Entry";
import { SignUpForm } from "./SignUpForm";
import type { SignedUp } from "./useSignUp";

/** Making an account, with which one is signed in at once. */
export function SignUpView() {
  const { t } = useTranslation("account");
  const search = useSearch();
  const session = useSession();
  const [signedUp, setSignedUp] = useState<SignedUp>();
  if (session !== undefined && session.account !== null)
    return <Redirect to={nextAddress(search)} replace />;
  const toSignIn = withNext("/sign-in", search);
  if (session?.may_sign_up === false)
    return <Done title={t("closed_title")} hint={t("closed_hint")} to={toSignIn} />;
  if (signedUp !== undefined) {
    const { email, byMail } = signedUp;
    const hint = [t("signed_up", { email }), byMail ? t("signed_up_mail") : ""].join(" ");
    return <Done title={t("signed_up_title")} hint={hint} to={toSignIn} />;
  }
  return (
    <Entry
      title={t("sign_up_title")}
      lead={t("sign_up_lead")}
      beside={
        <>
          {t("have_account")}
          <Anchor component={Link} href={toSignIn} underline="always">
            {t("sign_in")}
          </Anchor>
        </>
      }
    >
      <SignUpForm onSignedUp={setSignedUp} />
    </Entry>
  );
}
