/** A condition as a nested list of words; what rests on a definition links to it. */
import type { Condition, RuleId } from "@comity/rules";
import { rulePath } from "../search/entries.ts";
import { conditionWords, type ConditionWords } from "../report/words/condition.ts";
import { comma, wordsOf, type PageProps } from "./page.ts";
import { labels } from "./parts.tsx";

type Here = Pick<PageProps, "c" | "index">;

/** Definitions by their provisions. */
export const DefinitionLinks = ({ c, index, rules }: Here & { rules: readonly RuleId[] }) => (
  <>
    {rules.map((id, i) => {
      const rule = index.atlas.rules.get(id);
      return [i > 0 && comma(c), <a href={c.get("href")(rulePath(id))}>{rule ? labels(index, rule) : id}</a>];
    })}
  </>
);

const Line = ({ c, index, words }: Here & { words: ConditionWords }) => (
  <>
    {words.derived === undefined ? words.text : c.get("t")("atlas.site.rule.countsAs", { name: words.derived })}
    {words.rules.length > 0 && (
      <>
        {" "}
        <DefinitionLinks c={c} index={index} rules={words.rules} />
      </>
    )}
  </>
);

const Items = ({ c, index, words }: Here & { words: readonly ConditionWords[] }) => (
  <ul class="condition">
    {words.map((one) => (
      <li>
        <Line c={c} index={index} words={one} />
        {one.children.length > 0 && <Items c={c} index={index} words={one.children} />}
      </li>
    ))}
  </ul>
);

export const ConditionList = ({ c, index, condition }: Here & { condition: Condition }) => (
  <Items c={c} index={index} words={[conditionWords(wordsOf(c, index), condition)]} />
);
