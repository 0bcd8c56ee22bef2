import type { PreparedSession } from '#conform'
import type { Model, Variant } from '#model'

import { chancyPlaces } from './chancy-places.ts'
import { growTree, type Tree } from './grow-tree.ts'
import { type HeldOutAnswer, ofSameRules, toTested } from './held-out-answer.ts'
import { type JudgedAnswer, judgeAnswers } from './judge-answers.ts'
import { visitTests } from './tests-of-answer.ts'

/** How often the answers of a variant were right when the recordings were replayed. */
export interface VariantRecord {
  readonly right: number
  readonly of: number
  readonly sessions: number
  /** The cases that were told apart. */
  readonly tree: Tree
}

export interface Doubts {
  readonly model: Model
  /** By route and variant, `GET /orders/{id} ok`. */
  readonly records: ReadonlyMap<string, VariantRecord>
}

/** Below this share of right answers a case is served as a guess. */
const confidenceBar = 0.75
/** The same for answers to sessions that were held out: what is learned of all is right where what is learned of a part is not yet. */
const heldOutBar = 0.5

/**
 * Marks as guesses what was wrong too often when the recordings are replayed on the rules, or on those that were learned without them
 * (`heldOut`): whole variants, or the cases of one that a test tells apart. `answers` are those of the replay, where they are known already.
 */
export function learnDoubts(
  model: Model,
  sessions: readonly PreparedSession[],
  chancy: ReadonlySet<string> = new Set(),
  heldOut: readonly HeldOutAnswer[] = [],
  answers: readonly JudgedAnswer[] = judgeAnswers(model, sessions),
): Doubts {
  const unseen = Map.groupBy(ofSameRules(model, heldOut), ({ id }) => id)
  const byVariant = Map.groupBy(answers, ({ id }) => id)
  const records = new Map([...byVariant].map(([id, own]) => [id, toRecord(own)]))
  const routes = model.routes.map((route) => ({
    ...route,
    variants: route.variants.map((variant) => {
      const id = `${route.method} ${route.path} ${variant.name}`
      return doubted(variant, records.get(id), chancy, byVariant.get(id) ?? [], unseen.get(id) ?? [])
    }),
  }))
  return { model: findFirm({ ...model, routes }, sessions), records }
}

/** Fewer answers that rest on guesses don't show that they are right all the same. */
const firmMin = 3

/** Marks the variants that are right although what they rest on was written by guesses. */
function findFirm(model: Model, sessions: readonly PreparedSession[]): Model {
  const doubted = judgeAnswers(model, sessions).filter(({ isDoubtedOnly }) => isDoubtedOnly)
  const firm = new Set(
    [...Map.groupBy(doubted, ({ id }) => id)].flatMap(([id, own]) => {
      const right = own.filter(({ isRight }) => isRight).length
      return own.length >= firmMin && confidenceOf({ right, of: own.length }) >= confidenceBar ? [id] : []
    }),
  )
  if (firm.size === 0) return model
  const routes = model.routes.map((route) => ({
    ...route,
    variants: route.variants.map((variant) =>
      firm.has(`${route.method} ${route.path} ${variant.name}`) ? { ...variant, firm: true } : variant,
    ),
  }))
  return { ...model, routes }
}

/** So many right answers that show a value are more than chance. */
const shownMin = 12

/** Tests for the values of an answer that may be right by chance. */
function chancyTests({ body, status }: Variant, chancy: ReadonlySet<string>, answers: readonly JudgedAnswer[]): string[] {
  const places = body && status < 400 ? chancyPlaces(body.value, chancy) : []
  if (places.length === 0) return []
  const shown = answers.map(({ isRight, answered }) => {
    const tests = new Set<string>()
    if (isRight) visitTests(answered, (text) => tests.add(text))
    return tests
  })
  return places.filter((place) => shown.filter((tests) => tests.has(place)).length < shownMin)
}

function doubted(
  variant: Variant,
  record: VariantRecord | undefined,
  chancy: ReadonlySet<string>,
  answers: readonly JudgedAnswer[],
  heldOut: readonly HeldOutAnswer[],
): Variant {
  if (variant.guess === true) return variant
  // A rule that never answered where it should have is not known to be right.
  if (record === undefined) return { ...variant, guess: true }
  const cases = [printDoubt(record.tree), heldOut.length === 0 ? undefined : printDoubt(treeOf(heldOut), heldOutBar)]
  if (cases.includes('')) return { ...variant, guess: true }
  const given = typeof variant.guess === 'string' ? [variant.guess] : []
  const tests = [...given, ...new Set(cases.filter((test) => test !== undefined)), ...chancyTests(variant, chancy, answers)]
  return tests.length === 0 ? variant : { ...variant, guess: tests.join(' || ') }
}

/** How likely an answer is right of whose kind so many were: as if half an answer of each sort had been seen besides. */
function confidenceOf({ right, of }: { readonly right: number; readonly of: number }): number {
  return (right + 0.5) / (of + 1)
}

/** A test that holds in the cases below the bar: empty when these are all, undefined when they are none. */
export function printDoubt(tree: Tree, bar = confidenceBar): string | undefined {
  const { split } = tree
  if (!split) return confidenceOf(tree) < bar ? '' : undefined
  const [yes, no] = [printDoubt(split.yes, bar), printDoubt(split.no, bar)]
  if (yes === '' && no === '') return ''
  const parts = [
    ...(yes === undefined ? [] : [both(split.test, yes)]),
    ...(no === undefined ? [] : [both(`!${bracketed(split.test)}`, no)]),
  ]
  if (yes === '' && no !== undefined) return `${split.test} || ${no}`
  return parts.length === 0 ? undefined : parts.join(' || ')
}

function bracketed(test: string): string {
  return /^[a-z]+\([^()]*\)$/.test(test) ? test : `(${test})`
}

function both(test: string, rest: string): string {
  if (rest === '') return test
  return `${test} && ${rest.includes(' || ') ? `(${rest})` : rest}`
}

function toRecord(answers: readonly JudgedAnswer[]): VariantRecord {
  const right = answers.filter(({ isRight }) => isRight).length
  const sessions = new Set(answers.map(({ session }) => session)).size
  const counts = { right, of: answers.length, sessions }
  // What was always right or always wrong needs no telling apart.
  return { ...counts, tree: right === 0 || right === answers.length ? counts : treeOf(answers.map(toTested)) }
}

function treeOf(answers: readonly { session: number; isRight: boolean; tests: ReadonlyMap<string, number> }[]): Tree {
  const costs = new Map(answers.flatMap(({ tests }) => [...tests]))
  return growTree(
    answers.map(({ tests, ...answer }) => ({ ...answer, tests: new Set(tests.keys()) })),
    costs,
  )
}
