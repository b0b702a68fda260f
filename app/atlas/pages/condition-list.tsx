/** A condition as a nested list of words; what rests on a definition links to it. */
import type { Condition } from "@comity/rules";
import { rulePath } from "../search/entries.ts";
import { conditionWords, type ConditionWords } from "../report/words/condition.ts";
import { wordsOf, type PageProps } from "./page.ts";
import { labels } from "./parts.tsx";

type Here = Pick<PageProps, "c" | "index">;

const Line = ({ c, index, words }: Here & { words: ConditionWords }) => (
  <>
    {words.text}
    {words.rules.length > 0 && (
      <span class="small">
        {" ("}
        {words.rules.map((id, i) => {
          const rule = index.atlas.rules.get(id);
          return [i > 0 && ", ", <a href={c.get("href")(rulePath(id))}>{rule ? labels(index, rule) : id}</a>];
        })}
        )
      </span>
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
