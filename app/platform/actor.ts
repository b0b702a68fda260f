/** Who asks. Pages, API, CLI and jobs all act as one; the accounts module makes the signed-in ones. */
export interface Actor {
  kind: "public" | "account" | "system";
  /** The account's id; `null` for the public; the name of the part for the system (`jobs`, `cli`). */
  id: string | null;
  /** For logs and the audit trail, never a personal name for the public. */
  label: string;
  /** `"all"` for the system itself. */
  permissions: ReadonlySet<string> | "all";
}

/** `anyone`, `signed-in`, or a permission by name such as `settings.change`, which roles grant. */
export type Permission = "anyone" | "signed-in" | (string & {});

export const PUBLIC: Actor = { kind: "public", id: null, label: "public", permissions: new Set() };

/** The system acting on its own behalf: a job, an import, an administrator at the server's command line. */
export function systemActor(part: string): Actor {
  return { kind: "system", id: part, label: part, permissions: "all" };
}

export function may(actor: Actor, permission: Permission): boolean {
  if (permission === "anyone" || actor.permissions === "all") return true;
  if (permission === "signed-in") return actor.kind !== "public";
  return actor.permissions.has(permission);
}
