import type { Question } from '#model'
import type { HeldOutScore, Probe } from '#synth'
import type { SentProbes } from './send-probes.ts'

export interface Plan {
  readonly name: string
  readonly probes: readonly Probe[]
  /** Those for which the budget is too small. */
  readonly more: number
  /** Questions that no single request settles. */
  readonly open: readonly Question[]
  /** The service that may be written to, where one was declared. */
  readonly upstream: string | undefined
}

export interface Explored {
  readonly name: string
  readonly file: string
  readonly sent: SentProbes
  readonly settled: readonly Question[]
  readonly unsettled: readonly Question[]
  /** Questions that there are now. */
  readonly questions: number
  /** What was recorded. */
  readonly exchanges: number
  /** How the rules answer what was recorded, before and after learning from it; basis points. */
  readonly beforeBp: number
  readonly afterBp: number
  readonly heldOutBefore: HeldOutScore | undefined
  readonly heldOutAfter: HeldOutScore | undefined
}

const openShown = 5

/** What would be asked, and how to ask it. */
export function printPlan({ name, probes, more, open, upstream }: Plan): string {
  const requests = probes.reduce((total, { setup }) => total + setup.length + 1, 0)
  const lines = probes.flatMap(({ question, request, what, setup }) => [
    `  ${request.method} ${request.target}  ${what}${setup.length === 0 ? '' : `, after ${setup.length} writes`}`,
    `    ${question.about}`,
  ])
  const rest = more === 0 ? [] : [`  and ${more} more: a greater --budget`]
  const others = open.slice(0, openShown).map(({ ask, about }) => `  ${ask}: ${about}`)
  const hidden = open.length > openShown ? [`  and ${open.length - openShown} more: doppel synth ${name} --explain`] : []
  const where = upstream === undefined ? 'a service that is safe to write to: [explore] upstream in twin.toml, or --upstream URL' : upstream
  return [
    probes.length === 0
      ? `explore ${name}: there is nothing that one request would settle`
      : `explore ${name}: ${probes.length} questions, ${requests} requests`,
    ...lines,
    ...rest,
    ...(open.length > 0 ? ['', 'settled by more recorded traffic only:', ...others, ...hidden] : []),
    '',
    `nothing was sent. To ask ${where}:`,
    `  doppel explore ${name} --record --yes`,
  ].join('\n')
}

/** What was asked and what came of it. */
export function printExplored(explored: Explored): string {
  const { name, sent, settled, unsettled, questions, exchanges, beforeBp, afterBp, heldOutBefore, heldOutAfter, file } = explored
  const asked = sent.sent.filter(({ status }) => status !== undefined)
  const failed = sent.sent.filter(({ problem }) => problem !== undefined)
  return [
    `explored ${name}: ${asked.length} questions in ${sent.requests} requests, ${exchanges} exchanges recorded; settled ${settled.length}`,
    ...asked.map(({ probe, status }) => `  ${status} ${probe.request.method} ${probe.request.target}  ${probe.what}`),
    ...failed.map(({ probe, problem }) => `  not asked: ${probe.question.ask}: ${problem}`),
    ...list('settled:', settled),
    ...list('still open:', unsettled),
    ...(sent.left > 0 ? ['', `${sent.left} entities were made that the model knows no way to delete`] : []),
    '',
    `the rules gave ${beforeBp} bp of what was recorded before, ${afterBp} bp now; ${questions} questions are left`,
    ...(heldOutBefore && heldOutAfter ? [`held-out ${heldOutBefore.scoreBp} bp before, ${heldOutAfter.scoreBp} bp now`] : []),
    `the model is in ${file}`,
  ].join('\n')
}

function list(title: string, questions: readonly Question[]): string[] {
  return questions.length === 0 ? [] : ['', title, ...questions.map(({ ask, about }) => `  ${ask}: ${about}`)]
}
