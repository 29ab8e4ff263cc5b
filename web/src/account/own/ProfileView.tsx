import { useTranslation } from "react-i18next";

import { dayOf } from "../../language/numbers";
import { AccountPage } from "../AccountPage";
import { useSession } from "../session";
import { DeletionSection } from "./DeletionSection";
import { PasswordSection } from "./PasswordSection";
import { ProfileSection } from "./ProfileSection";

/** Who one is to the service: profile, password, and the end of it. */
export function ProfileView() {
  const { t, i18n } = useTranslation(["account", "shell"]);
  const made = useSession()?.account?.made;
  const signedUp = made === undefined ? "" : dayOf(made, i18n.language);
  return (
    <AccountPage title={t("shell:profile")} lead={t("profile_lead", { day: signedUp })}>
      {(account) => (
        <>
          <ProfileSection account={account} />
          <PasswordSection account={account} />
          <DeletionSection />
        </>
      )}
    </AccountPage>
  );
}
