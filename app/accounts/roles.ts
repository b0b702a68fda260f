/** Roles and what they permit. Later modules add permissions here by name; a role never gives more than it says. */

export const roles = {
  administrator: [
    "settings.change",
    "jobs.view",
    "metrics.view",
    "accounts.view",
    "accounts.invite",
    "accounts.disable",
    "accounts.recover",
    "roles.grant",
    "atlas.edit",
    "atlas.publish",
    "audit.view",
    "record.erase",
  ],
  editor: ["atlas.edit", "atlas.publish"],
  reader: ["atlas.read-again"],
  member: [],
} as const satisfies Record<string, readonly string[]>;

export type Role = keyof typeof roles;
export const roleNames = Object.keys(roles) as [Role, ...Role[]];
export const isRole = (name: string): name is Role => Object.hasOwn(roles, name);

/** Permissions of a set of roles; unknown names (of an older version) give nothing. */
export function permissionsOf(names: readonly string[]): ReadonlySet<string> {
  return new Set(names.filter(isRole).flatMap((name) => [...roles[name]]));
}
