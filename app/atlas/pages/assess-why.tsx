/** `/assess/why`: the reasoning on one rule: enough facts, the smallest change, the whole tree with citations. */
import type { Context } from "hono";
import type { Explained, Explanation, Rule } from "@comity/rules";
import { Breadcrumbs, Callout, DefinitionList, Layout, PageHead, Tree, type Reason } from "../../design/index.ts";
import type { Env } from "../../platform/module.ts";
import {
  conditionWords,
  dateWords,
  derivedName,
  factLabel,
  inLanguage,
  knownWords,
  provisionLabel,
  type WordsContext,
} from "../report/words/condition.ts";
import type { LoadedAtlas } from "../store/load-atlas.ts";
import { stateParameters, type AnswerState } from "../store/profile-link.ts";
import { Statement } from "./statement.tsx";

export interface WhyPageProps {
  readonly c: Context<Env>;
  readonly loaded: LoadedAtlas;
  readonly state: AnswerState;
  readonly rule: Rule;
  readonly explanation: Explanation;
  readonly asOf: string;
}

export function AssessWhyPage({ c, loaded, state, rule, explanation, asOf }: WhyPageProps) {
  const t = c.get("t");
  const lang = c.get("lang");
  const href = c.get("href");
  const words = { t, lang, atlas: loaded.atlas };
  const kind = { applies: "good", undecided: "warn", doesNotApply: "note" } as const;
  return (
    <Layout c={c} title={t("atlas.assess.why.title")} current="assess" hidden>
      <Breadcrumbs
        c={c}
        trail={[
          { label: t("atlas.report.title"), href: `/assess/result?${stateParameters(state).toString()}` },
          { label: t("atlas.assess.why.title") },
        ]}
      />
      <PageHead
        overline={rule.at.map((at) => provisionLabel(loaded.atlas, at, lang)).join("; ")}
        title={t("atlas.assess.why.title")}
      />
      <Statement c={c} words={rule.text} />
      <Callout kind={kind[explanation.verdict]} title={t(`atlas.assess.why.verdict.${explanation.verdict}`)}>
        <p>{dateWords(asOf, lang)}</p>
      </Callout>
      {explanation.because.length > 0 ? (
        <>
          <h2>{t("atlas.assess.why.because")}</h2>
          <DefinitionList
            items={explanation.because.map((fact) => {
              const known = state.facts.get(fact);
              return {
                term: factLabel(words, fact),
                value: known ? knownWords(words, fact, known) : t("atlas.assess.why.unknown"),
              };
            })}
          />
        </>
      ) : null}
      {explanation.wouldChangeIf ? (
        <>
          <h2>{t("atlas.assess.why.change")}</h2>
          <DefinitionList
            items={explanation.wouldChangeIf.map(({ fact, to }) => ({
              term: factLabel(words, fact),
              value: knownWords(words, fact, to),
            }))}
          />
        </>
      ) : null}
      <h2>{t("atlas.assess.why.tree")}</h2>
      <Tree c={c} reasons={[reason(explanation.tree, words, new Map())]} open={2} />
      <p>
        <a href={href(`/rules/${rule.id}`)}>{rule.id}</a>
      </p>
    </Layout>
  );
}

/** What stands for a node whose parts are written once: a derived term, another rule. */
const sharedName = ({ node }: Explained): string | undefined =>
  node.kind === "derived" ? `derived ${node.derived}` : node.kind === "rule" ? `rule ${node.rule}` : undefined;

/**
 * A node of the explanation in words, its parts under it. `shown` holds the ids of derived terms and rules written so
 * far: the same term stands under many others, and where it comes again it points to where its parts are.
 */
function reason(node: Explained, words: WordsContext, shown: Map<string, string>): Reason {
  const name = node.children.length > 0 ? sharedName(node) : undefined;
  const above = name === undefined ? undefined : shown.get(name);
  if (above !== undefined) return { ...reasonLine(node, words), seeAbove: above };
  const id = name === undefined ? undefined : `reason-${shown.size + 1}`;
  if (name !== undefined && id !== undefined) shown.set(name, id);
  return { ...reasonLine(node, words), id, parts: node.children.map((child) => reason(child, words, shown)) };
}

/** The node's own line. */
function reasonLine(node: Explained, words: WordsContext): Reason {
  const { t, lang, atlas } = words;
  const cited =
    node.at.length > 0
      ? ` (${[...new Set(node.at.map((at) => provisionLabel(atlas, at, lang)))].slice(0, 4).join("; ")})`
      : "";
  const part = node.node;
  switch (part.kind) {
    case "all":
      return { truth: node.truth, text: t("atlas.words.all") };
    case "any":
      return { truth: node.truth, text: t("atlas.words.any") };
    case "not":
      return { truth: node.truth, text: t("atlas.words.not") };
    case "test": {
      const test = conditionWords(words, { fact: part.fact, [part.op]: part.value } as never).text;
      const given = part.given
        ? t("atlas.assess.why.given", { answer: knownWords(words, part.fact, part.given) })
        : t("atlas.assess.why.unknown");
      return { truth: node.truth, text: `${test} — ${given}` };
    }
    case "derived":
      return { truth: node.truth, text: `${derivedName(part.derived)}${cited}` };
    case "rule": {
      const rule = atlas.rules.get(part.rule);
      return { truth: node.truth, text: `${rule ? inLanguage(rule.text, lang) : part.rule}${cited}` };
    }
    case "exception":
      return { truth: node.truth, text: `${t("atlas.assess.why.part.exception")}${cited}` };
    default:
      return { truth: node.truth, text: t(`atlas.assess.why.part.${part.kind}`) };
  }
}
