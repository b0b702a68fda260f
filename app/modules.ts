/** The modules of this installation, in the order in which their middleware runs and their routes are asked. */
import { atlas } from "./atlas/module.ts";
import { design } from "./design/module.tsx";
import type { Module } from "./platform/module.ts";

export const modules: readonly Module[] = [design, atlas];
