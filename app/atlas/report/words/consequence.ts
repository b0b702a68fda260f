/** Deadlines and penalties in words. */
import type { Deadline, Duration, DurationUnit, Language, Penalty } from "@comity/rules";
import type { Translate } from "../../../platform/i18n/index.ts";
import { dateWords, inLanguage } from "./condition.ts";
import { moneyWords, shareWords } from "./numbers.ts";

const units = ["hours", "days", "workingDays", "months", "years"] as const satisfies readonly DurationUnit[];

/** `{ days: 15 }` -> `15 days`; several units are joined. */
export function durationWords(duration: Duration, t: Translate, lang: Language): string {
  const parts = units.flatMap((unit) => {
    const count = duration[unit];
    return count === undefined ? [] : [t(`atlas.words.duration.${unit}`, { count })];
  });
  return new Intl.ListFormat(lang, { type: "unit" }).format(parts);
}

/** A trigger such as `awareness-of-incident`: an identifier in English, read as words. */
export const triggerWords = (trigger: string): string => trigger.replaceAll("-", " ");

/** One line for each part of a deadline. */
export function deadlineWords(deadline: Deadline, t: Translate, lang: Language): string[] {
  const lines: string[] = [];
  if (deadline.immediately) lines.push(t("atlas.words.immediately"));
  if (deadline.within) {
    const time = durationWords(deadline.within, t, lang);
    lines.push(
      deadline.after
        ? t("atlas.words.withinAfter", { time, event: triggerWords(deadline.after) })
        : t("atlas.words.withinTime", { time }),
    );
  } else if (deadline.after) lines.push(t("atlas.words.afterEvent", { event: triggerWords(deadline.after) }));
  if (deadline.before) lines.push(t("atlas.words.beforeEvent", { event: triggerWords(deadline.before) }));
  if (deadline.by) lines.push(t("atlas.words.by", { day: dateWords(deadline.by, lang) }));
  if (deadline.every) lines.push(t("atlas.words.every", { time: durationWords(deadline.every, t, lang) }));
  if (deadline.keepFor) lines.push(t("atlas.words.keepFor", { time: durationWords(deadline.keepFor, t, lang) }));
  return lines;
}

/** `Administrative fine, at most EUR 15,000,000 or 3% of worldwide annual turnover, whichever is higher`. */
export function penaltyWords(penalty: Penalty, t: Translate, lang: Language): string {
  const kind = t(`atlas.words.penalty.${penalty.kind}`);
  const max = penalty.max ? moneyWords(penalty.max, lang) : null;
  const share = penalty.turnoverShare ? shareWords(penalty.turnoverShare, lang) : null;
  const amount =
    max && share
      ? t("atlas.words.amountOrShare", {
          amount: max,
          share,
          combine: penalty.combine === "lower" ? "lower" : "higher",
        })
      : max
        ? t("atlas.words.atMost", { amount: max })
        : share
          ? t("atlas.words.atMostShare", { share })
          : null;
  const per = penalty.per ? t("atlas.words.per", { unit: triggerWords(penalty.per) }) : null;
  const own = !amount && penalty.text ? inLanguage(penalty.text, lang) : null;
  return [kind, amount, per, own].filter((part) => part !== null).join(", ");
}
