import { type FieldRule, type FieldTree, fieldBelow, growFieldTree, headerOf, parsePathPattern } from '#compare'
import type { Finding } from '#diagnostics'
import { matchGlob } from './match-glob.ts'

/** The field rules of a run, ready by route; notes which of them met a field. */
export class FieldRules {
  readonly #rules: readonly FieldRule[]
  readonly #trees = new Map<string, FieldTree | undefined>()
  readonly #used = new Set<FieldRule>()

  readonly #own: readonly FieldRule[]

  /** `known` holds where none of the rules does, and may meet no field. */
  constructor(rules: readonly FieldRule[], known: readonly FieldRule[] = []) {
    this.#own = rules
    this.#rules = [...known, ...rules]
  }

  /** The rules for one route; undefined when there are none. */
  treeOf(route: string): FieldTree | undefined {
    if (this.#rules.length === 0) return undefined
    if (!this.#trees.has(route)) {
      const own = this.#rules.filter((rule) => rule.route === undefined || matchGlob(rule.route, route))
      this.#trees.set(route, growFieldTree(own))
    }
    return this.#trees.get(route)
  }

  /** The rule that decides how the field at a path of the report is compared, if any. */
  ruleAt(route: string, path: string): FieldRule | undefined {
    let tree = this.treeOf(route)
    const header = headerOf(path)
    if (header !== undefined) return tree?.headers?.get(header)
    for (const step of tree === undefined ? [] : (parsePathPattern(path) ?? [])) tree = fieldBelow(tree, step === '[]' ? undefined : step)
    return tree?.rule
  }

  readonly note = (rule: FieldRule): void => {
    this.#used.add(rule)
  }

  /** One for each rule that met no field: it is stale, or has a typing error. */
  findings(): Finding[] {
    const unused = this.#own.filter((rule) => !this.#used.has(rule))
    return unused.map(({ path }) => ({
      code: 'field-rule-unused',
      severity: 'warning',
      message: `the field "${path}" came in no answer`,
      place: '[diff.fields]',
      help: 'remove it, or correct its path: it is written as in the report, without "body."',
    }))
  }
}
