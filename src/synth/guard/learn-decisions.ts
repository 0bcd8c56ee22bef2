import type { ExplainContext } from '../explain/explanation-context.ts'
import type { Scope } from '../explain/scope.ts'
import { aboutNames } from './about-names.ts'
import { buildTable, type Row } from './build-table.ts'
import { mayErr } from './certainty.ts'
import { conjunctions } from './conjunctions.ts'
import { sampleMax } from './find-predicate.ts'
import { orderRules } from './order-rules.ts'
import type { Predicate, PredicateKind } from './predicate.ts'
import { proposePredicates } from './propose-predicates.ts'
import { affinity, type Wording } from './wording.ts'

export interface Rule<L> {
  readonly label: L
  readonly when: string
  readonly predicate: Predicate
  /** Examples of the label that it explains. */
  readonly covers: number
  /** Other tests that hold in the same of these and in none that was accepted. */
  readonly alternatives: readonly string[]
}

export interface DecisionList<L> {
  /** The first that holds answers. */
  readonly rules: readonly Rule<L>[]
  /** Answers where no rule holds. */
  readonly fallback: L
  /** Examples that the list gives another label. */
  readonly misses: number
}

export interface Example<L> {
  readonly label: L
  readonly scope: Scope
  /** What the entity was that the request is about is not known for sure. */
  readonly isUnsure?: boolean
}

export interface Labels<L> {
  /** What the answers of a label say of their cause. */
  wording(label: L): Wording
  isRefusal(label: L): boolean
  /** A test that is known already. */
  given?(label: L): string | undefined
}

/**
 * Learns which label goes with which scope. Each label is explained by itself, against what was accepted, by the test
 * that fits the evidence, costs little and means what the answer says; then the tests are put in the order in which the
 * service makes them.
 */
export function learnDecisions<L>(
  examples: readonly Example<L>[],
  fallback: L,
  context: ExplainContext,
  labels: Labels<L>,
): DecisionList<L> {
  const others = [...new Set(examples.map(({ label }) => label))].filter((label) => label !== fallback)
  if (others.length === 0) return { rules: [], fallback, misses: 0 }
  const proposals = proposeTests(examples, [...others, fallback], context, labels)
  const table = buildTable(proposals, examples, (at) => examples[at]?.label !== fallback, context.scopes)
  const learner = new RuleLearner(examples, table, labels)
  const successes = others.filter((label) => !labels.isRefusal(label)).flatMap((label) => learner.explain(label))
  const given = (label: L) => labels.given?.(label)
  const refusals = new Map(
    others
      .filter((label) => labels.isRefusal(label))
      .map((label) => {
        const test = given(label)
        return [label, test === undefined ? learner.explain(label) : [toCandidate(label, test, examples, context)]] as const
      }),
  )
  // What is not explained in full may be by a test that comes after those of the others.
  for (const [label, rules] of refusals) {
    if (given(label) !== undefined || learner.countCovered(label, rules) === learner.countOf(label)) continue
    const before = [...refusals].flatMap(([other, own]) => (other === label ? [] : own))
    const behind = learner.explain(label, before)
    if (learner.countCovered(label, behind) > learner.countCovered(label, rules)) refusals.set(label, behind)
  }
  return orderRules([...[...refusals.values()].flat(), ...successes], examples, fallback, labels)
}

function proposeTests<L>(examples: readonly Example<L>[], all: readonly L[], context: ExplainContext, labels: Labels<L>): Predicate[] {
  const sample = all.flatMap((label) => examples.filter((example) => example.label === label).slice(0, sampleMax))
  const accepted = sample.filter(({ label }) => !labels.isRefusal(label))
  const [refused, allowed] = [true, false].map((is) =>
    examples.filter(({ label }) => labels.isRefusal(label) === is).map(({ scope }) => scope),
  ) as [Scope[], Scope[]]
  return [
    ...proposePredicates(
      sample.map(({ scope }) => scope),
      accepted.map(({ scope }) => scope),
      context,
      saidNumbers(all, labels),
    ),
    ...aboutNames(refused, allowed, context),
  ]
}

/** The numbers that refusals name; statuses and codes are none of a request's limits. */
function saidNumbers<L>(all: readonly L[], labels: Labels<L>): number[] {
  const words = all.filter((label) => labels.isRefusal(label)).map((label) => labels.wording(label).words)
  const numbers = words.flatMap((text) => [...text.matchAll(/(?<![\w.-])-?\d{1,7}(\.\d+)?(?![\w-])/g)].map(([number]) => Number(number)))
  return [...new Set(numbers)]
}

/** A rule with the examples in which it holds. */
export interface Candidate<L> extends Row {
  readonly label: L
  readonly covers: number
  readonly alternatives?: readonly string[]
}

/** Kinds of tests that fit many things by the way: none of them is another reading of one that means something. */
const incidental: ReadonlySet<PredicateKind> = new Set(['literal', 'pattern', 'length'])
/** More tests than this that fit as well say no more. */
const alternativesMax = 3

function toCandidate<L>(label: L, text: string, examples: readonly Example<L>[], context: ExplainContext): Candidate<L> {
  const holds = examples.map(({ scope }) => context.scopes.evaluate(text, scope) === true)
  const covers = examples.filter((example, at) => example.label === label && holds[at]).length
  return { label, covers, holds, predicate: { text, cost: 4, kind: 'required', fields: [] } }
}

/** What it takes for a test to need another one before it. */
const behindCost = 3

class RuleLearner<L> {
  readonly #examples: readonly Example<L>[]
  readonly #table: readonly Row[]
  readonly #labels: Labels<L>
  readonly #sessions: number
  /** Accepted examples that a rule of their own explains. */
  readonly #settled = new Set<number>()
  /** Refused examples of others whose rules come first. */
  #answered: ReadonlySet<number> = new Set()

  constructor(examples: readonly Example<L>[], table: readonly Row[], labels: Labels<L>) {
    this.#examples = examples
    this.#table = table
    this.#labels = labels
    this.#sessions = new Set(examples.map(({ scope }) => scope.call.session)).size
  }

  countOf(label: L): number {
    return this.#indexes((example) => example.label === label).length
  }

  /** How many examples of a label some rules explain. */
  countCovered(label: L, rules: readonly Row[]): number {
    return this.#indexes((example) => example.label === label).filter((at) => rules.some(({ holds }) => holds[at])).length
  }

  /** Rules that together explain the examples of a label, as far as that goes; `before` are rules of others that come first. */
  explain(label: L, before: readonly Row[] = []): Candidate<L>[] {
    this.#answered = new Set(this.#indexes((example) => example.label !== label).filter((at) => before.some(({ holds }) => holds[at])))
    const isRefusal = this.#labels.isRefusal(label)
    const open = new Set(this.#indexes((example) => example.label === label))
    const accepted = this.#indexes((example) => example.label !== label && !this.#labels.isRefusal(example.label))
    // Where nothing was ever accepted a refusal can still be told from the others.
    const against = accepted.length > 0 || !isRefusal ? accepted : this.#indexes((example) => example.label !== label)
    const rules: Candidate<L>[] = []
    while (open.size > 0) {
      const best = this.#bestOfAll(label, open, against)
      if (!best) break
      rules.push(best)
      for (const at of [...open]) {
        if (!best.holds[at]) continue
        open.delete(at)
        if (!isRefusal) this.#settled.add(at)
      }
    }
    return rules
  }

  /** A test that holds in none of the others; else one that holds in such as have a rule of their own, which then comes first; else two tests. */
  #bestOfAll(label: L, open: ReadonlySet<number>, against: readonly number[]): Candidate<L> | undefined {
    const alone = this.#best(this.#table, label, open, against)
    const unsettled = against.filter((at) => !this.#settled.has(at))
    const behind = unsettled.length < against.length ? this.#best(this.#table, label, open, unsettled) : undefined
    if (alone && (!behind || alone.score >= behind.score - behindCost)) return alone
    if (behind) return behind
    const pair = this.#best(conjunctions(this.#table, open, against), label, open, against)
    return pair && this.#isRepeated([...open].filter((at) => pair.holds[at])) ? pair : undefined
  }

  #indexes(test: (example: Example<L>) => boolean): number[] {
    return this.#examples.flatMap((example, at) => (test(example) ? [at] : []))
  }

  #best(
    table: readonly Row[],
    label: L,
    open: ReadonlySet<number>,
    against: readonly number[],
  ): (Candidate<L> & { readonly score: number }) | undefined {
    const wording = this.#labels.wording(label)
    const isRefusal = this.#labels.isRefusal(label)
    let best: (Candidate<L> & { score: number }) | undefined
    for (const row of table) {
      const covered = [...open].filter((at) => row.holds[at])
      if (covered.length === 0) continue
      const wrong = against.filter((at) => row.holds[at] && !mayErr(row.predicate.kind, this.#examples[at]?.isUnsure === true)).length
      if (
        wrong > Math.floor(covered.length / 12) ||
        !(isRefusal ? this.#isSupported(row.predicate, covered, wording) : row.predicate.cost <= 5 || covered.length > 1)
      )
        continue
      const elsewhere = this.#indexes((example) => example.label !== label && this.#labels.isRefusal(example.label)).filter(
        (at) => row.holds[at] && !this.#answered.has(at),
      ).length
      const meaning = isRefusal ? affinity(row.predicate, wording) : row.predicate.kind === 'type' ? 1.5 : 0
      const score =
        covered.length * 4 -
        row.predicate.cost * 2 +
        meaning * 2 -
        wrong * 8 -
        // Refusals come before what is accepted: that a request of theirs would do says little.
        Math.min(elsewhere, 8) * (isRefusal ? 1 : 0.25) -
        (isRefusal && row.predicate.kind === 'given' ? 4 : 0)
      if (!best || score > best.score || (score === best.score && row.predicate.text < best.predicate.text))
        best = { ...row, label, covers: covered.length, score }
    }
    return best && { ...best, alternatives: this.#alternatives(best, table, open, against) }
  }

  /** Tests that the examples can't tell from the one that was chosen, the cheapest first. */
  #alternatives(chosen: Row, table: readonly Row[], open: ReadonlySet<number>, against: readonly number[]): string[] {
    const isSame = (row: Row) =>
      row.predicate !== chosen.predicate &&
      [...open].every((at) => row.holds[at] === chosen.holds[at]) &&
      against.every((at) => row.holds[at] === chosen.holds[at])
    const isIncidental = ({ predicate }: Row) => incidental.has(predicate.kind) && predicate.kind !== chosen.predicate.kind
    const cheap = (row: Row) => row.predicate.cost <= chosen.predicate.cost + 3 && !isIncidental(row)
    const others = table.filter((row) => cheap(row) && isSame(row)).map(({ predicate }) => predicate)
    return others
      .sort((a, b) => a.cost - b.cost || (a.text < b.text ? -1 : 1))
      .slice(0, alternativesMax)
      .map(({ text }) => text)
  }

  /** A test on single values needs more than one case, from more than one session where there are several. */
  #isSupported(predicate: Predicate, covered: readonly number[], wording: Wording): boolean {
    if (!['literal', 'state', 'given', 'length', 'extra'].includes(predicate.kind) && predicate.cost <= 5.5) return true
    const speaks = affinity(predicate, wording) >= 4
    if (predicate.kind !== 'literal' && speaks) return true
    return this.#isRepeated(covered)
  }

  #isRepeated(covered: readonly number[]): boolean {
    const sessions = new Set(covered.map((at) => this.#examples[at]?.scope.call.session)).size
    return covered.length >= 2 && (sessions >= 2 || this.#sessions < 2)
  }
}
