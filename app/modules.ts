/** The modules of this installation, in the order in which their middleware runs and their routes are asked. */
import { accounts } from "./accounts/module.ts";
import { atlas } from "./atlas/module.ts";
import { design } from "./design/module.tsx";
import { record } from "./record/module.ts";
import type { Module } from "./platform/module.ts";

export const modules: readonly Module[] = [design, accounts, record, atlas];
