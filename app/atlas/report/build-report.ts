/**
 * From an assessment to what people read: findings grouped by place, with
 * titles, citations, dates, deadlines, penalties and the facts that would
 * decide what is open. Words stay out: every renderer (page, text, Markdown,
 * CSV, calendar, Word) takes its labels from the interface messages.
 */
import type {
  Assessment,
  Atlas,
  Deadline,
  FactId,
  Finding,
  Instrument,
  IsoDate,
  LanguageMap,
  Modality,
  Penalty,
  Place,
  PlaceCode,
  Provision,
  Rule,
  RuleId,
  TimelineChange,
} from "@comity/rules";

/** Sections in the order in which they are read: what is forbidden comes first. Definitions, exemptions and sanctions explain, they are no findings. */
export const sectionOrder = ["mustNot", "must", "right", "may", "power"] as const satisfies readonly Modality[];
export type ShownModality = (typeof sectionOrder)[number];
const isShown = (modality: Modality): modality is ShownModality =>
  (sectionOrder as readonly Modality[]).includes(modality);

export interface Cited {
  readonly instrument: Instrument;
  /** Null when the provision is not in the atlas (then only the reference is known). */
  readonly provision: Provision | null;
  readonly reference: string;
}

export interface ReportItem {
  readonly rule: Rule;
  readonly instrument: Instrument;
  readonly text: LanguageMap;
  readonly cited: readonly Cited[];
  readonly verdict: Finding["verdict"];
  /** First day of law time of the row in force; null for one that is only to come. */
  readonly since: IsoDate | null;
  readonly until: IsoDate | null;
  readonly deadline: Deadline | null;
  readonly penalties: readonly { readonly rule: Rule; readonly penalty: Penalty; readonly cited: readonly Cited[] }[];
  readonly needs: readonly FactId[];
  readonly perhapsDefeatedBy: readonly {
    readonly rule: Rule | null;
    readonly cited: readonly Cited[];
    readonly kind: string;
  }[];
  readonly exact: boolean;
}

export interface ReportSection {
  readonly modality: ShownModality;
  readonly items: readonly ReportItem[];
}

export interface ReportPlace {
  readonly place: Place;
  readonly applies: readonly ReportSection[];
  readonly undecided: readonly ReportSection[];
  /** Later changes, only days after the day asked about. */
  readonly toCome: readonly {
    readonly on: IsoDate;
    readonly starts: readonly ReportItem[];
    readonly ends: readonly Rule[];
  }[];
}

export interface Report {
  readonly title: string | null;
  readonly asOf: IsoDate;
  readonly knownOn: IsoDate;
  readonly algorithm: string;
  readonly book: string;
  readonly places: readonly ReportPlace[];
  readonly needs: Assessment["needs"];
  readonly decided: Assessment["decided"];
  readonly conflicts: Assessment["conflicts"];
}

/** Resolves `instrument#eId` against the atlas. */
export function cite(atlas: Atlas, reference: string): Cited | null {
  const [instrumentId, eId] = reference.split("#");
  const instrument = atlas.instruments.get(instrumentId ?? "");
  if (!instrument) return null;
  return { instrument, provision: (eId && atlas.provisions.get(reference)) || null, reference };
}

export function citedBy(atlas: Atlas, rule: Rule): Cited[] {
  return rule.at.map((reference) => cite(atlas, reference)).filter((found) => found !== null);
}

function item(atlas: Atlas, rule: Rule, finding: Finding | null): ReportItem {
  const instrument = atlas.instruments.get(rule.instrument);
  if (!instrument) throw new Error(`rule ${rule.id} names an instrument that the atlas lacks`);
  return {
    rule,
    instrument,
    text: rule.text,
    cited: citedBy(atlas, rule),
    verdict: finding?.verdict ?? "applies",
    since: finding?.since.from ?? null,
    until: finding?.since.to ?? null,
    deadline: rule.deadline ?? null,
    penalties: rule.breach.flatMap((id) => {
      const sanction = atlas.rules.get(id);
      return sanction?.penalty ? [{ rule: sanction, penalty: sanction.penalty, cited: citedBy(atlas, sanction) }] : [];
    }),
    needs: finding?.needs ?? [],
    perhapsDefeatedBy: (finding?.perhapsDefeatedBy ?? []).map((defeat) => ({
      rule: (defeat.exemption && atlas.rules.get(defeat.exemption)) || null,
      cited: defeat.at ? [cite(atlas, defeat.at)].filter((found) => found !== null) : [],
      kind: defeat.kind,
    })),
    exact: finding?.exact ?? true,
  };
}

const natural = new Intl.Collator("en", { numeric: true });
/** As the instrument reads: by instrument, then by the first provision cited, numbers as numbers (Art. 9 before Art. 10). */
const asWritten = (a: ReportItem, b: ReportItem): number =>
  natural.compare(a.rule.instrument, b.rule.instrument) || natural.compare(a.rule.at[0] ?? "", b.rule.at[0] ?? "");

/** Groups items by modality in reading order. */
function sections(items: readonly ReportItem[]): ReportSection[] {
  return sectionOrder
    .map((modality) => ({
      modality,
      items: items.filter((entry) => entry.rule.modality === modality).toSorted(asWritten),
    }))
    .filter((section) => section.items.length > 0);
}

/**
 * Builds the report of one assessment.
 *
 * @param changes the timeline of the same profile over the same places; days up to `asOf` are left out.
 * @param title name of the profile, as its author wrote it.
 */
export function buildReport(
  atlas: Atlas,
  assessment: Assessment,
  changes: readonly TimelineChange[],
  title: string | null,
): Report {
  const placeOf = (id: RuleId): PlaceCode | null => {
    const rule = atlas.rules.get(id);
    return rule ? (atlas.instruments.get(rule.instrument)?.place ?? null) : null;
  };
  const codes = [...new Set([...assessment.places, ...assessment.findings.map((finding) => finding.place)])];
  const places = codes.flatMap((code): ReportPlace[] => {
    const place = atlas.places.get(code);
    if (!place) return [];
    const own = assessment.findings.filter((finding) => finding.place === code);
    const items = own.flatMap((finding) => {
      const rule = atlas.rules.get(finding.rule);
      return rule ? [item(atlas, rule, finding)] : [];
    });
    const toCome = changes
      .filter((change) => change.on > assessment.asOf)
      .map((change) => ({
        on: change.on,
        starts: change.starts
          .filter((id) => placeOf(id) === code)
          .flatMap((id) => {
            const rule = atlas.rules.get(id);
            return rule && isShown(rule.modality) ? [item(atlas, rule, null)] : [];
          }),
        ends: change.ends.filter((id) => placeOf(id) === code).flatMap((id) => atlas.rules.get(id) ?? []),
      }))
      .filter((change) => change.starts.length > 0 || change.ends.length > 0);
    return [
      {
        place,
        applies: sections(items.filter((entry) => entry.verdict === "applies")),
        undecided: sections(items.filter((entry) => entry.verdict === "undecided")),
        toCome,
      },
    ];
  });
  return {
    title,
    asOf: assessment.asOf,
    knownOn: assessment.knownOn,
    algorithm: assessment.algorithm,
    book: assessment.book,
    places,
    needs: assessment.needs,
    decided: assessment.decided,
    conflicts: assessment.conflicts,
  };
}
