/** All account commands of a running instance. Some need its keys or its address, so they are made for it. */
import type { Services } from "../../platform/module.ts";
import { siteOf } from "../passkeys.ts";
import { acceptInvitation } from "./accept-invitation.ts";
import { beginPasskeyRegistration, beginPasskeySignIn } from "./begin-passkey.ts";
import { beginProviderSignIn } from "./begin-provider-sign-in.ts";
import { changeLanguage } from "./change-language.ts";
import { changePassword } from "./change-password.ts";
import { confirmTotp } from "./confirm-totp.ts";
import { createFirstAdministrator } from "./create-first-administrator.ts";
import { createRecoveryLink } from "./create-recovery-link.ts";
import { disableAccount } from "./disable-account.ts";
import { enableAccount } from "./enable-account.ts";
import { endSession } from "./end-session.ts";
import { enrolTotp } from "./enrol-totp.ts";
import { giveSecondFactor } from "./give-second-factor.ts";
import { grantRole } from "./grant-role.ts";
import { inviteAccount } from "./invite-account.ts";
import { openFirstRun } from "./open-first-run.ts";
import { registerPasskey } from "./register-passkey.ts";
import { removePasskey } from "./remove-passkey.ts";
import { removeTotp } from "./remove-totp.ts";
import { revokeRole } from "./revoke-role.ts";
import { signInWithPasskey } from "./sign-in-with-passkey.ts";
import { signInWithProvider } from "./sign-in-with-provider.ts";
import { signIn } from "./sign-in.ts";
import { takeProviderSignIn } from "./take-provider-sign-in.ts";
import { useRecoveryLink } from "./use-recovery-link.ts";

export function accountCommands(services: Services) {
  const totpKey = services.key("totp");
  const site = () => siteOf(services.origin(), services.settings.get("instance.name"));
  return {
    acceptInvitation,
    beginPasskeyRegistration: beginPasskeyRegistration(site),
    beginPasskeySignIn: beginPasskeySignIn(site),
    beginProviderSignIn,
    changeLanguage,
    changePassword,
    confirmTotp: confirmTotp(totpKey),
    createFirstAdministrator,
    createRecoveryLink,
    disableAccount,
    enableAccount,
    endSession,
    enrolTotp: enrolTotp(totpKey),
    giveSecondFactor: giveSecondFactor(totpKey),
    grantRole,
    inviteAccount,
    openFirstRun,
    registerPasskey: registerPasskey(site),
    removePasskey,
    removeTotp,
    revokeRole,
    signIn,
    signInWithPasskey: signInWithPasskey(site),
    signInWithProvider,
    takeProviderSignIn,
    useRecoveryLink,
  };
}
export type AccountCommands = ReturnType<typeof accountCommands>;
