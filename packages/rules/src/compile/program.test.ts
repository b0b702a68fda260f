import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { negate, type Formula } from "./atoms.ts";
import { simplify } from "./book.ts";
import { emit, fromPostfix, kleene, kleeneOf, toPostfix } from "./program.ts";

const slots = 8;
const formula: fc.Arbitrary<Formula> = fc.letrec<{ node: Formula }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    fc.record({ slot: fc.nat(slots - 1), negated: fc.boolean() }, { noNullPrototype: true }),
    fc.array(tie("node"), { maxLength: 4 }).map((all): Formula => ({ all })),
    fc.array(tie("node"), { maxLength: 4 }).map((any): Formula => ({ any })),
  ),
})).node;
const values = fc
  .array(fc.constantFrom(0, 1, 2), { minLength: slots, maxLength: slots })
  .map((all) => Uint8Array.from(all));

test("postfix gives the same formula back", () => {
  fc.assert(fc.property(formula, (one) => assert.deepEqual(fromPostfix(toPostfix(one)), one)));
  assert.deepEqual(toPostfix({ all: [{ slot: 3, negated: true }, { any: [] }] }), [7, -2, -5]);
  for (const broken of [[], [2, 4], [-5], [2, -5]])
    assert.throws(() => fromPostfix(broken), SyntaxError, String(broken));
});

test("the jump program finds what the tree finds", () => {
  fc.assert(
    fc.property(formula, values, (one, given) => {
      const code: number[] = [];
      const entry = emit(one, code);
      assert.equal(kleene(Int32Array.from(code), entry, given), kleeneOf(one, given));
    }),
    { numRuns: 1000 },
  );
});

test("simplifying and negating twice change no truth", () => {
  fc.assert(
    fc.property(formula, values, (one, given) => {
      const truth = kleeneOf(one, given);
      assert.equal(kleeneOf(simplify(one), given), truth);
      assert.equal(kleeneOf(negate(negate(one)), given), truth);
      assert.equal(kleeneOf(negate(one), given), truth === 2 ? 2 : 1 - truth);
    }),
    { numRuns: 500 },
  );
});
