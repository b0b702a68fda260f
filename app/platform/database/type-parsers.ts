/**
 * How PostgreSQL values become JavaScript values, the same for `pg` and PGlite (their defaults differ):
 * bigint and count(*) are numbers, or an error beyond 2^53 (never a silent loss); numeric stays text; a date is its text
 * `YYYY-MM-DD` (a `Date` would move it by the time zone); timestamptz is a `Date`; json is parsed.
 */
import pg from "pg";

const INT8 = 20;
const INT8_ARRAY = 1016;
const DATE = 1082;
const DATE_ARRAY = 1182;

function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value))
    throw new RangeError(
      `the database returned ${text}, which is beyond the whole numbers a JavaScript number holds exactly`,
    );
  return value;
}

const asWritten = (text: string): string => text;

/** The elements of a one-dimensional array literal without quotes, as integers and dates have. */
function elements<T>(parse: (text: string) => T): (text: string) => (T | null)[] {
  return (text) => {
    const inside = text.slice(text.indexOf("{") + 1, -1);
    return inside === "" ? [] : inside.split(",").map((part) => (part === "NULL" ? null : parse(part)));
  };
}

/** Parsers by type id. PGlite takes this as its `parsers` option. */
export const PARSERS: Readonly<Record<number, (text: string) => unknown>> = {
  [INT8]: safeInteger,
  [INT8_ARRAY]: elements(safeInteger),
  [DATE]: asWritten,
  [DATE_ARRAY]: elements(asWritten),
};

/** The `types` option of a `pg` pool or client: our parsers, then the driver's. No global state is touched. */
export const PG_TYPES: pg.CustomTypesConfig = {
  getTypeParser: ((id: number, format?: "text" | "binary") => {
    const own = PARSERS[id];
    return format !== "binary" && own !== undefined ? own : pg.types.getTypeParser(id, format as "text");
  }) as pg.CustomTypesConfig["getTypeParser"],
};
