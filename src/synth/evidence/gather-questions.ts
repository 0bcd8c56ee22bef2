import { fingerprint } from '#base'
import type { Evidence, Model, Question, Route, Variant, VariantEvidence } from '#model'
import { describeTest } from './describe-test.ts'

/** More than these nobody asks. */
const questionsMax = 200

/** What would be worth asking the service: cases never seen, tests and values that two rules give alike, cases that come out wrong. */
export function gatherQuestions(model: Model, rules: Evidence['rules']): Question[] {
  const questions = model.routes.flatMap((route) => askAboutRoute(route, rules[labelOf(route)] ?? {}))
  const ranked = questions.sort((a, b) => b.weight - a.weight || (a.id < b.id ? -1 : 1))
  // What one route answers without a credential, all do.
  const first = new Map(ranked.toReversed().map((question) => [isAboutHeaders(question) ? question.when : question.id, question]))
  const kept = new Set(first.values())
  return ranked.filter((question) => kept.has(question)).slice(0, questionsMax)
}

function isAboutHeaders({ kind, when = '' }: Question): boolean {
  return kind === 'guess' && /\bheader\b/.test(when) && !/\b(path|query|body)\b/.test(when)
}

function askAboutRoute(route: Route, rules: Readonly<Record<string, VariantEvidence>>): Question[] {
  // What is asked often is asked again.
  const use = Math.log2(1 + Object.values(rules).reduce((total, { exchanges }) => total + exchanges, 0))
  const unseen = askAboutUnseen(route, use)
  const seen = route.variants.flatMap((variant) => {
    const rule = rules[variant.name]
    return rule
      ? [...askAboutCase(route, variant, rule, use), ...askAboutGuard(route, variant, rule, use), ...askAboutValues(route, rule, use)]
      : []
  })
  return [...unseen, ...seen]
}

/** What clients do sooner or later, and no recorded request of any route did. */
function askAboutUnseen(route: Route, use: number): Question[] {
  const label = labelOf(route)
  const knows = (test: string) => route.variants.some(({ when }) => when?.includes(test) === true)
  const takesBody = (route.known?.body?.length ?? 0) > 0
  if (!takesBody || knows('malformed') || knows('!has(body)')) return []
  const about = 'never seen; answered as if there were no body'
  return [
    toQuestion({ kind: 'case', route: label, ask: `${label} ${describeTest('malformed')}`, about, weight: use * 0.9, when: 'malformed' }),
  ]
}

/** A case that no recorded answer shows, or one that the rules get wrong. */
function askAboutCase(
  route: Route,
  { when, guess, status, name }: Variant,
  { exchanges, replay }: VariantEvidence,
  use: number,
): Question[] {
  const label = labelOf(route)
  if (guess === true && exchanges === 0 && when !== undefined) {
    const ask = `${label} ${describeTest(when)}`
    return [
      toQuestion({
        kind: 'guess',
        route: label,
        ask,
        about: `never seen; answered with ${status} (${name}) as on other routes`,
        weight: use,
        when,
      }),
    ]
  }
  if (guess === undefined || replay === undefined) return []
  const wrong = replay.of - replay.right
  const test = typeof guess === 'string' ? guess : when
  const ask = test === undefined ? `${label} in more ways` : `${label} ${describeTest(test)}`
  const about = `${wrong} of ${replay.of} recorded answers (${status} ${name}) are not explained`
  return [toQuestion({ kind: 'case', route: label, ask, about, weight: use * (wrong / replay.of) })]
}

/** Two tests that fit all that was seen. */
function askAboutGuard(route: Route, { status, name }: Variant, { when }: VariantEvidence, use: number): Question[] {
  const label = labelOf(route)
  return (when?.alternatives ?? []).slice(0, 1).map((other) => {
    const ask = `${label} ${describeTest(when?.test ?? '')}, but not ${describeTest(other)}`
    const about = `${status} (${name}) comes where ${when?.test} or where ${other}: ${when?.covers} answers fit both`
    return toQuestion({ kind: 'guard', route: label, ask, about, weight: use / (1 + (when?.covers ?? 0)), when: when?.test, unless: other })
  })
}

/** Values that two expressions give alike. */
function askAboutValues(route: Route, { values }: VariantEvidence, use: number): Question[] {
  const label = labelOf(route)
  return Object.entries(values).flatMap(([place, { alternatives = [], of, distinct }]) => {
    const [other] = alternatives
    if (other === undefined || distinct !== 1 || place.startsWith('header')) return []
    const asked = /^(body|query|path)\b/.exec(other) ? other : undefined
    const ask = asked === undefined ? `${label} with other data` : `${label} with another ${asked}`
    const about = `${place} had one value in ${of} answers; ${other} gives it, too`
    return [toQuestion({ kind: 'value', route: label, ask, about, weight: (use * 0.5) / (1 + of) })]
  })
}

function toQuestion({
  weight,
  when,
  unless,
  ...rest
}: Omit<Question, 'id' | 'when' | 'unless'> & { when?: string | undefined; unless?: string | undefined }): Question {
  const tests = { ...(when === undefined ? {} : { when }), ...(unless === undefined ? {} : { unless }) }
  return {
    id: fingerprint(`${rest.kind} ${rest.ask} ${rest.about}`).slice(0, 8),
    ...rest,
    weight: Math.round(weight * 1000) / 1000,
    ...tests,
  }
}

function labelOf({ method, path }: Route): string {
  return `${method} ${path}`
}
