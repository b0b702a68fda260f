/** The tables of the application, in an order in which their rows can be inserted. */
import type { Session } from "../database/open-database.ts";
import type { Manifest } from "./manifest.ts";

/** Sorts so that a table follows all it refers to; references to itself do not count. Throws on a circle. */
export function inReferenceOrder(
  names: readonly string[],
  references: readonly { from: string; to: string }[],
): string[] {
  const waiting = new Set(names);
  const sorted: string[] = [];
  while (waiting.size > 0) {
    const free = [...waiting]
      .filter((name) => references.every(({ from, to }) => from !== name || to === name || !waiting.has(to)))
      .toSorted();
    if (free.length === 0)
      throw new Error(
        `the tables ${[...waiting].join(", ")} refer to each other in a circle; a backup of them could not be restored`,
      );
    for (const name of free) waiting.delete(name);
    sorted.push(...free);
  }
  return sorted;
}

/** Permanent tables of the schema `public` with their columns (generated ones left out, as COPY demands) and row counts. */
export async function listTables(session: Session): Promise<Manifest["tables"]> {
  const columns = await session.query<{ name: string; columns: string[] }>(
    `select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and c.relpersistence = 'p' and c.relname <> 'migration'
     group by c.relname`,
    [],
  );
  const references = await session.query<{ from: string; to: string }>(
    `select f.relname as "from", t.relname as "to" from pg_constraint k join pg_class f on f.oid = k.conrelid join pg_class t on t.oid = k.confrelid
     where k.contype = 'f' and f.relnamespace = 'public'::regnamespace`,
    [],
  );
  const byName = new Map(columns.map((table) => [table.name, table.columns]));
  const tables: Manifest["tables"] = [];
  for (const name of inReferenceOrder([...byName.keys()], references)) {
    const [row] = await session.query<{ rows: number }>(`select count(*) as rows from ${quoted(name)}`, []);
    tables.push({ name, columns: byName.get(name) as string[], rows: row?.rows ?? 0 });
  }
  return tables;
}

/** Sequences that belong to columns (identity, serial), with their place. */
export async function listSequences(session: Session): Promise<Manifest["sequences"]> {
  const owned = await session.query<{ sequence: string; table: string; column: string }>(
    `select s.relname as sequence, t.relname as "table", a.attname as "column"
     from pg_depend d join pg_class s on s.oid = d.objid and s.relkind = 'S' join pg_class t on t.oid = d.refobjid
     join pg_attribute a on a.attrelid = t.oid and a.attnum = d.refobjsubid
     where d.deptype in ('a', 'i') and t.relnamespace = 'public'::regnamespace and t.relpersistence = 'p' order by 1`,
    [],
  );
  const sequences: Manifest["sequences"] = [];
  for (const { sequence, table, column } of owned) {
    const [row] = await session.query<{ value: number; called: boolean }>(
      `select last_value as value, is_called as called from ${quoted(sequence)}`,
      [],
    );
    if (row !== undefined) sequences.push({ table, column, value: row.value, isCalled: row.called });
  }
  return sequences;
}

/** A name as an SQL identifier. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
