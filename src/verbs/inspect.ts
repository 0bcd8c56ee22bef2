import { z } from 'zod'
import { createStyle, exitCodes, Fault, type Finding, renderFinding } from '#diagnostics'
import type { Exchange } from '#http'
import { firstAttempts, inOrder, type RecordedSession } from '#recording'
import { listSessions, readSession, type SessionSummary } from '#recording/io'
import { columns } from './columns.ts'
import { exchangeToJson, showExchange } from './show-exchange.ts'
import { defineVerb, type VerbContext, type VerbResult } from './verb.ts'
import { readTwinConfig, type TwinPlace } from './workspace.ts'

const input = z.object({
  name: z.string(),
  session: z.string().min(1).optional(),
  index: z
    .union([z.number(), z.string().regex(/^\d+$/, 'give the number of an exchange').transform(Number)])
    .pipe(z.int().min(0))
    .optional(),
})

/** Shows recordings: the sessions, the exchanges of one, or one exchange. Faults: `session-unknown`, `exchange-unknown`. */
export const inspectVerb = defineVerb({
  name: 'inspect',
  summary: 'Look into recordings: sessions, their exchanges, one exchange',
  help: `Without SESSION, lists the recorded sessions. With SESSION, lists its exchanges. With INDEX too, shows that exchange:
headers as they were on the wire, bodies with their encoding undone. Webhooks that the service sent stand in their place among them;
what it only tried again says so.

SESSION is an id, the beginning or end of one, or "latest".

Examples:
  $ doppel inspect orders
  $ doppel inspect orders latest
  $ doppel inspect orders latest 3`,
  parameters: [
    { key: 'name', kind: 'argument', placeholder: 'NAME', summary: 'the twin', completes: 'twin' },
    { key: 'session', kind: 'argument', placeholder: 'SESSION', summary: 'the session: its id, a part of it, or latest' },
    { key: 'index', kind: 'argument', placeholder: 'INDEX', summary: 'the number of an exchange in it' },
  ],
  input,
  async run({ name, session, index }, context) {
    const twin = await readTwinConfig(context.cwd, name)
    const { sessions, findings } = await listSessions(twin.folder)
    if (session === undefined) return showSessions(twin, sessions, findings, context)
    const id = findSession(twin, sessions, session)
    const read = await readSession(twin.folder, id)
    note(read.findings, context)
    const whole = read.session as RecordedSession
    if (index === undefined) return showExchanges(whole)
    const exchange = inOrder(whole).find((each) => each.index === index)
    if (exchange === undefined) throw unknownExchange(name, whole, index)
    return { exitCode: exitCodes.ok, text: showExchange(exchange), json: exchangeToJson(exchange) }
  },
})

function showSessions(
  twin: TwinPlace,
  sessions: readonly SessionSummary[],
  findings: readonly Finding[],
  context: VerbContext,
): VerbResult {
  note(findings, context)
  const json = { twin: twin.name, sessions, findings }
  if (sessions.length === 0) {
    return { exitCode: exitCodes.ok, text: `nothing is recorded for ${twin.name} yet: doppel record ${twin.name} --port 8080`, json }
  }
  const hasWebhooks = sessions.some(({ deliveries }) => deliveries > 0)
  const rows = sessions.map(({ id, startedAtMs, endedAtMs, exchanges, deliveries, lost, tags }) => [
    id,
    new Date(startedAtMs).toISOString(),
    endedAtMs === undefined ? 'open' : seconds(endedAtMs - startedAtMs),
    `${exchanges}${lost === 0 ? '' : ` (${lost} lost)`}`,
    ...(hasWebhooks ? [String(deliveries)] : []),
    tags.join(', '),
  ])
  return {
    exitCode: exitCodes.ok,
    text: columns([['SESSION', 'STARTED', 'LASTED', 'EXCHANGES', ...(hasWebhooks ? ['WEBHOOKS'] : []), 'TAGS'], ...rows]),
    json,
  }
}

function showExchanges(session: RecordedSession): VerbResult {
  const all = inOrder(session)
  const hasWebhooks = session.deliveries !== undefined
  const again = new Set(firstAttempts(session)?.again.map(({ exchange }) => exchange.index))
  const kindOf = ({ index, isDelivery }: Exchange) => (isDelivery ? (again.has(index) ? 'again' : 'webhook') : '')
  const rows = all.map((exchange) => [
    ...(hasWebhooks ? [kindOf(exchange)] : []),
    String(exchange.index),
    `+${seconds(exchange.startedAtMs - session.startedAtMs)}`,
    exchange.request.method,
    exchange.request.target,
    outcomeOf(exchange),
    `${exchange.endedAtMs - exchange.startedAtMs} ms`,
    bytesOf(exchange.response),
  ])
  const json = {
    session: { ...session, exchanges: session.exchanges.length, deliveries: session.deliveries?.length ?? 0 },
    exchanges: all.map((exchange) => ({
      index: exchange.index,
      startedAt: new Date(exchange.startedAtMs).toISOString(),
      durationMs: exchange.endedAtMs - exchange.startedAtMs,
      method: exchange.request.method,
      target: exchange.request.target,
      status: exchange.response?.status ?? null,
      failure: exchange.failure?.kind ?? null,
      ...(exchange.isDelivery && { webhook: true }),
      ...(again.has(exchange.index) && { again: true }),
    })),
  }
  const head = [...(hasWebhooks ? ['KIND'] : []), 'INDEX', 'AT', 'METHOD', 'TARGET', 'STATUS', 'TOOK', 'BODY']
  return { exitCode: exitCodes.ok, text: columns([head, ...rows]), json }
}

function outcomeOf({ response, failure }: Exchange): string {
  if (failure === undefined) return String(response?.status ?? '')
  return response === undefined ? failure.kind : `${response.status} ${failure.kind}`
}

function bytesOf(response: Exchange['response']): string {
  if (response === undefined) return ''
  return `${response.omittedBodyBytes ?? response.body.length} B${response.omittedBodyBytes === undefined ? '' : ' (not kept)'}`
}

function findSession(twin: TwinPlace, sessions: readonly SessionSummary[], asked: string): string {
  const latest = sessions.at(-1)
  if (asked === 'latest' && latest !== undefined) return latest.id
  const exact = sessions.find(({ id }) => id === asked)
  const matches = exact === undefined ? sessions.filter(({ id }) => id.startsWith(asked) || id.endsWith(asked)) : [exact]
  const [match] = matches
  if (match !== undefined && matches.length === 1) return match.id
  const problem = matches.length === 0 ? `has no session "${asked}"` : `has ${matches.length} sessions that "${asked}" may mean`
  throw new Fault('session-unknown', `${twin.name} ${problem}`, {
    exitCode: exitCodes.user,
    help: `doppel inspect ${twin.name} lists them`,
  })
}

function unknownExchange(name: string, session: RecordedSession, index: number): Fault {
  const all = inOrder(session)
  const last = all.at(-1)
  const range = last === undefined ? 'it has none' : `it has ${all[0]?.index} to ${last.index}`
  const help = `doppel inspect ${name} ${session.id} lists them`
  return new Fault('exchange-unknown', `session ${session.id} has no exchange ${index}: ${range}`, { exitCode: exitCodes.user, help })
}

function note(findings: readonly Finding[], context: VerbContext): void {
  for (const finding of findings) context.note(renderFinding(finding, createStyle(false)))
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 0)} s`
}
