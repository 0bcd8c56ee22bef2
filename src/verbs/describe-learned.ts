import type { Question } from '#model'
import type { HeldOutScore, ModelSummary } from '#synth'
import { printQuestions } from './print-questions.ts'

export interface LearnedWebhooks {
  readonly events: readonly string[]
  /** How many were recorded. */
  readonly recorded: number
  /** No receiver is known: clients don't name any, and twin.toml neither. */
  readonly needsReceiver: boolean
  readonly needsSecret: boolean
}

export interface LearnedDescription {
  readonly name: string
  /** Where the model is, for people. */
  readonly file: string
  readonly summary: ModelSummary
  /** What is told others; undefined where nothing is. */
  readonly webhooks: LearnedWebhooks | undefined
  /** By route. */
  readonly unexplained: Readonly<Record<string, readonly string[]>>
  /** Answers that the rules get wrong; `disputed` situations have none to keep. */
  readonly byHeart: { readonly kept: number; readonly found: number; readonly disputed: number }
  readonly heldOut: HeldOutScore | undefined
  /** The most telling first. */
  readonly questions: readonly Question[]
}

const routesShown = 5
const notesShown = 3

/** The end of `doppel synth`: the summary line, what is not explained, and what to do next. */
export function printLearned(learned: LearnedDescription, explain: boolean): string {
  return [
    printSummary(learned),
    ...printWebhooks(learned),
    ...printUnexplained(learned.unexplained, explain),
    ...printByHeart(learned.byHeart),
    ...printQuestions(learned, explain),
    '',
    ...printNext(learned),
  ].join('\n')
}

/** `synth stripe 25 routes 7 collections 81 rules 22 state-ops held-out 8421 bp (8203 when learned from 80%)`. */
function printSummary({ name, summary, heldOut }: LearnedDescription): string {
  const { routes, collections, rules, stateOperations } = summary
  return `synth ${name} ${routes} routes ${collections} collections ${rules} rules ${stateOperations} state-ops${heldOut === undefined ? '' : ` ${printHeldOut(heldOut)}`}`
}

/** `held-out 8421 bp (8203 when learned from 80%)`. */
function printHeldOut({ scoreBp, measuredBp, learnedShare }: HeldOutScore): string {
  return `held-out ${scoreBp} bp (${measuredBp} when learned from ${Math.round(learnedShare * 100)}%)`
}

/** What is told of, how well on unseen sessions, and what twin.toml has to say before anything is. */
function printWebhooks({ webhooks, heldOut, name }: LearnedDescription): string[] {
  if (webhooks === undefined) return []
  const { events, recorded, needsSecret, needsReceiver } = webhooks
  const unseen = heldOut?.webhooks
  const extra = unseen && unseen.extra > 0 ? `, ${unseen.extra} too many` : ''
  const judged = unseen === undefined ? '' : `; held-out ${unseen.right} of ${unseen.recorded} just so${extra}`
  return [
    `webhooks of ${events.length} ${events.length === 1 ? 'event' : 'events'} learned from ${recorded} that were recorded${judged}`,
    ...(needsReceiver
      ? [`  nobody asks for them through the API: name a receiver, [[webhooks.subscriptions]] in twins/${name}/twin.toml`]
      : []),
    ...(needsSecret
      ? [`  they are signed, and no recording has the secret: give one, secret in [webhooks] of twins/${name}/twin.toml`]
      : []),
  ]
}

function printUnexplained(unexplained: LearnedDescription['unexplained'], explain: boolean): string[] {
  const routes = Object.entries(unexplained).sort(([a, left], [b, right]) => right.length - left.length || (a < b ? -1 : 1))
  if (routes.length === 0) return ['everything that was recorded is explained']
  const shown = explain ? routes : routes.slice(0, routesShown)
  const lines = ['', 'not explained:', ...shown.flatMap(([route, notes]) => printRoute(route, notes, explain))]
  if (shown.length < routes.length) lines.push(`  and ${routes.length - shown.length} more routes: --explain`)
  return lines
}

function printRoute(route: string, notes: readonly string[], explain: boolean): string[] {
  const shown = explain ? notes : notes.slice(0, notesShown)
  const more = notes.length > shown.length ? [`    and ${notes.length - shown.length} more: --explain`] : []
  return [`  ${route}`, ...shown.map((note) => `    ${note}`), ...more]
}

function printByHeart({ kept, found, disputed }: LearnedDescription['byHeart']): string[] {
  if (found + disputed === 0) return []
  const most = kept === found ? `${kept}` : `${kept} of ${found}`
  const rest = disputed === 0 ? '' : `; ${disputed} more differ from session to session in the same situation`
  return ['', `${most} recorded answers that the rules get wrong are known by heart${rest}`]
}

function printNext({ name, file }: LearnedDescription): string[] {
  return [
    `the model is in ${file}`,
    `  doppel show ${name}     what it says`,
    `  doppel check ${name}    how far it is from what was recorded`,
  ]
}
