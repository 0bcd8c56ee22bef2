import type { Question, ValueEvidence, ValueStep, VariantEvidence } from '#model'
import { columns } from './columns.ts'

/** A value of an answer, where it comes from, and what that rests on. */
export interface ExplainedField {
  readonly place: string
  readonly steps: readonly ValueStep[]
  readonly evidence: readonly (ValueEvidence & { readonly place: string })[]
}

export interface ExplainedVariant {
  readonly name: string
  readonly status: number
  readonly when: string | undefined
  readonly guess: boolean | string | undefined
  /** Undefined for a model that was changed by hand. */
  readonly rests: VariantEvidence | undefined
  readonly fields: readonly ExplainedField[]
}

export interface ExplainedRoute {
  readonly route: string
  readonly variants: readonly ExplainedVariant[]
  readonly questions: readonly Question[]
}

/** A route explained for people; `isField`: one field was asked for, and only what bears on it is shown. */
export function printExplained({ route, variants, questions }: ExplainedRoute, isField: boolean): string {
  const shown = isField ? variants.filter(({ fields }) => fields.length > 0) : variants
  const asked =
    isField || questions.length === 0 ? [] : ['', '  worth asking:', ...questions.map(({ ask, about }) => `    ${ask}: ${about}`)]
  return [route, ...shown.flatMap((variant) => ['', ...printVariant(variant, isField)]), ...asked].join('\n')
}

function printVariant({ name, status, when, guess, rests, fields }: ExplainedVariant, isField: boolean): string[] {
  const guessed = guess === true ? ['    served as a guess'] : typeof guess === 'string' ? [`    a guess where ${guess}`] : []
  return [
    `  ${status} ${name}${when === undefined ? ': where no other answers' : `: when ${when}`}`,
    ...printRests(rests).map((line) => `    ${line}`),
    ...guessed,
    ...(isField ? fields.flatMap(printSteps) : printFields(fields)),
  ]
}

function printRests(rests: VariantEvidence | undefined): string[] {
  if (rests === undefined) return ['nothing is known of what it rests on: the model was changed since it was learned']
  const { exchanges, sessions, replay, confidence, when } = rests
  const taught = exchanges === 0 ? 'never seen' : `${count(exchanges, 'answer')} in ${count(sessions, 'session')}`
  const tried = replay === undefined ? '' : `; right in ${replay.right} of ${replay.of} replays`
  const covered = when && when.covers < when.of ? [`the test explains ${when.covers} of ${when.of} of its answers`] : []
  const others = when?.alternatives?.map((other) => `fits as well: ${other}`) ?? []
  return [`${taught}${tried}; confidence ${confidence}`, ...covered, ...others]
}

function printFields(fields: readonly ExplainedField[]): string[] {
  const rows = fields.map(({ place, steps, evidence }) => {
    const own = evidence[0]
    return [`      ${place}`, cut(steps.at(-1)?.from ?? ''), own === undefined ? '' : printCounts(own)]
  })
  return rows.length === 0 ? [] : columns(rows).split('\n')
}

function printSteps({ steps, evidence }: ExplainedField): string[] {
  return steps.flatMap(({ place, from }) => {
    const own = evidence.find((each) => each.place === place)
    const alternatives = own?.alternatives?.map((other) => `        fits as well: ${other}`) ?? []
    return [`      ${place} = ${from}`, ...(own ? [`        ${printCounts(own)}`] : []), ...alternatives]
  })
}

function printCounts({ hits, of, sessions, distinct, confidence }: ValueEvidence): string {
  const values = distinct >= 50 ? '50 or more values' : count(distinct, 'value')
  return `${hits} of ${of} in ${count(sessions, 'session')}, ${values}; confidence ${confidence}`
}

const lengthMax = 70

function cut(text: string): string {
  return text.length > lengthMax ? `${text.slice(0, lengthMax - 1)}…` : text
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
