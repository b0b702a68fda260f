/** Routes of the record's pages: the log, an entry and its receipt, the check of a receipt. */
import { formatReceipt } from "@comity/record";
import type { Context, Hono } from "hono";
import { readPage } from "../../design/index.ts";
import type { Env, Services } from "../../platform/module.ts";
import { Problem } from "../../platform/problem.ts";
import { documentOf, readEntry, type RecordEntry } from "../entry.ts";
import { tidyEntry, tidyText } from "../islands/receipt-check/check-receipt.ts";
import { recordDb } from "../tables.ts";
import { EntryPage, MissingEntryPage } from "./entry-page.tsx";
import {
  PAGE_SIZE,
  countEntries,
  documentText,
  entriesPage,
  entryRow,
  inclusionOf,
  isDay,
  kindsOf,
  logState,
  type EntryRow,
  type Inclusion,
  type LogSource,
} from "./log-data.ts";
import { LogPage } from "./log-page.tsx";
import { receiptVerdict } from "./receipt-verdict.ts";
import { VerifyPage } from "./verify-page.tsx";

/** Larger documents are linked, not read for the words of a page. */
const READ_FOR_WORDS = 1024 * 1024;

export function registerRecordPages(app: Hono<Env>, services: Services, source: LogSource): void {
  const db = recordDb(services.db);

  const sizeOf = async (): Promise<number> =>
    (await db.selectFrom("record_head").select("size").executeTakeFirst())?.size ?? 0;

  /** The entry a path names; nothing for numbers that are written otherwise than we write them. */
  const entryAt = async (text: string): Promise<EntryRow | undefined> =>
    /^(0|[1-9][0-9]{0,14})$/.test(text) ? entryRow(db, Number(text)) : undefined;

  const missing = async (c: Context<Env>, index: string): Promise<Response> =>
    c.html(<MissingEntryPage c={c} index={index} size={await sizeOf()} />, 404);

  const provenAt = async (row: EntryRow): Promise<Inclusion | "unproven" | null> => {
    try {
      return await inclusionOf(db, source, row);
    } catch (error) {
      if (error instanceof Problem && error.kind === "not-found") return "unproven";
      throw error;
    }
  };

  app.get("/record", async (c) => {
    const asked = { kind: c.req.query("kind") ?? "", day: c.req.query("day") ?? "" };
    const isWrongDay = asked.day !== "" && !isDay(asked.day);
    const filter = {
      kind: asked.kind === "" ? null : asked.kind.slice(0, 200),
      day: asked.day === "" || isWrongDay ? null : asked.day,
    };
    const [state, kinds] = await Promise.all([logState(db, source), kindsOf(db)]);
    const isFiltered = filter.kind !== null || filter.day !== null;
    const count = isFiltered ? await countEntries(db, filter) : state.size;
    const pages = Math.max(1, Math.ceil(count / PAGE_SIZE));
    const page = readPage(c, pages);
    const entries = await entriesPage(db, filter, page);
    return c.html(<LogPage {...{ c, state, filter, isWrongDay, kinds, entries, count, page, pages }} />);
  });

  app.get("/record/entries/:file{[0-9]+\\.tlog-proof}", async (c) => {
    const index = c.req.param("file").split(".")[0] ?? "";
    const row = await entryAt(index);
    const inclusion = row && (await provenAt(row));
    if (!row || !inclusion || inclusion === "unproven" || !inclusion.holds) return missing(c, index);
    c.header("Content-Type", "text/plain; charset=utf-8");
    c.header("Content-Disposition", `attachment; filename="entry-${index}.tlog-proof"`);
    // The entry travels along, so that one file is all a delegation has to keep.
    return c.body(
      formatReceipt({
        extra: row.body,
        index: row.index,
        proof: inclusion.proof,
        checkpoint: inclusion.stored.note,
      }),
    );
  });

  app.get("/record/entries/:file{[0-9]+\\.json}", async (c) => {
    const index = c.req.param("file").split(".")[0] ?? "";
    const row = await entryAt(index);
    if (!row) return missing(c, index);
    c.header("Content-Type", "application/json; charset=utf-8");
    c.header("Content-Disposition", `attachment; filename="entry-${index}.json"`);
    c.header("Cache-Control", "public, max-age=31536000, immutable");
    return c.body(new Uint8Array(row.body));
  });

  app.get("/record/entries/:index", async (c) => {
    const row = await entryAt(c.req.param("index"));
    if (!row) return missing(c, c.req.param("index"));
    const [inclusion, size, key] = await Promise.all([
      provenAt(row),
      sizeOf(),
      db.selectFrom("record_key").select("vkey").orderBy("from_size", "desc").executeTakeFirst(),
    ]);
    const document = documentOf(readEntry(row.body).entry);
    const text = document !== null && document.size <= READ_FOR_WORDS ? await documentText(db, document.sha256) : null;
    const content = text === null ? null : (JSON.parse(text) as RecordEntry["entry"]);
    return c.html(<EntryPage {...{ c, row, inclusion, size, vkey: key?.vkey, content }} />);
  });

  const logUrl = (): string => `${services.origin()}/record`;

  app.get("/record/verify", async (c) =>
    c.html(
      <VerifyPage
        c={c}
        question={{ receipt: "", entry: "", policy: await source.policy() }}
        verdict={null}
        isUnreadable={false}
        logUrl={logUrl()}
      />,
    ),
  );

  app.post("/record/verify", async (c) => {
    const form = await c.req.parseBody();
    const text = (name: string): string => (typeof form[name] === "string" ? form[name] : "");
    let receipt = text("receipt");
    let isUnreadable = false;
    const file = form["file"];
    if (file instanceof File && file.size > 0) {
      try {
        receipt = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
      } catch {
        isUnreadable = true;
      }
    }
    const question = { receipt: tidyText(receipt), entry: tidyEntry(text("entry")), policy: tidyText(text("policy")) };
    const verdict = isUnreadable ? null : receiptVerdict(question);
    const status = isUnreadable || verdict?.fault != null ? 422 : 200;
    return c.html(<VerifyPage {...{ c, question, verdict, isUnreadable, logUrl: logUrl() }} />, status);
  });
}
