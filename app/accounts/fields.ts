/** Input fields that several account commands share. */
import { z } from "zod";
import { faultSentence, fault, type FaultCode } from "./faults.ts";
import { roleNames } from "./roles.ts";
import { passwordFault } from "./secrets.ts";

const says = (code: FaultCode) => ({ error: () => faultSentence(code) });

export const emailField = z
  .string(says("email"))
  .trim()
  .max(254, says("email"))
  .pipe(z.email(says("email")));
export const nameField = z.string(says("name")).trim().min(1, says("name")).max(120, says("name"));
/** Any length: what is wrong with a new password is told by `checkNewPassword`, an old one just doesn't fit. */
export const passwordField = z.string(says("password-wrong")).max(4096, says("password-too-long"));
export const tokenField = z.string().max(200);
export const codeField = z.string(says("code-wrong")).trim().min(6, says("code-wrong")).max(40, says("code-wrong"));
export const roleField = z.enum(roleNames, says("role"));
export const accountField = z.uuid();
/** What the browser calls itself, for the list of sessions. */
export const clientField = z
  .string()
  .transform((text) => text.slice(0, 300))
  .default("");

/** Throws the field's problem when a new password is weak. `own`: the account's e-mail address and name. */
export function checkNewPassword(password: string, own: readonly string[], path = "password"): void {
  const found = passwordFault(password, own);
  if (found !== null) throw fault(path, `password-${found}`);
}
