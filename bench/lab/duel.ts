// The duel beside the lab's judge, on the same captured sessions of two real instances (see capture.ts): how far are their figures apart?
//   node bench/lab/duel.ts UPSTREAM [--sessions 10] [--test 1001-1010] [--show 20] [--second no]
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { type ExchangeReport, Lockstep, prepareSessions, replayOrigin } from '#conform'
import type { Exchange, HeaderList } from '#http'
import { decodeExchange } from '#http/io'
import { openScrubber } from '#recording/io'
import { createSourceClock } from '#state'
import { learnServed } from './learn-served.ts'
import { type Captured, type CapturedSession, type JudgedExchange, labFolder, range, readOptions } from './material.ts'

const { upstream, options } = readOptions({ sessions: '10', test: '1001-1010', show: '0', second: 'yes' })
const folder = labFolder(upstream)
const place = join(folder, 'twins', 'lab')

const scratch = mkdtempSync(join(tmpdir(), 'doppel-duel-'))
const details = join(scratch, 'judge.json')
const { sessions: count, test } = options
const judgeArguments = [join(import.meta.dirname, 'judge.ts'), upstream, '--sessions', count, '--test', test, '--details', details]
execFileSync(process.execPath, judgeArguments, { stdio: ['ignore', 'ignore', 'inherit'] })
const judged = JSON.parse(readFileSync(details, 'utf8')) as JudgedExchange[]
rmSync(scratch, { recursive: true })

const { sessions, twin } = await learnServed(place, { count: Number(count) })
const prepared = prepareSessions(sessions)
const { scrubber } = await openScrubber(folder, place)
let nowMs = 0
const clock = createSourceClock(() => nowMs)

function listOf(headers: Captured['headers']): HeaderList {
  return Object.entries(headers).flatMap(([name, value]) => [value ?? []].flat().map((each) => [name, each] as const))
}

function read(captured: Captured, index: number): Exchange {
  const { atMs, method, target, requestHeaders, requestBody, status, headers, body } = captured
  const request = { method, target, headers: listOf(requestHeaders), body: new Uint8Array(Buffer.from(requestBody, 'base64')) }
  const response = { status, headers: listOf(headers), body: new Uint8Array(Buffer.from(body, 'base64')) }
  return decodeExchange({ index, startedAtMs: atMs, endedAtMs: atMs, request, response })
}

/** The session as the duel sees it, with and without its second instance. */
function duel(session: CapturedSession, hasSecond: boolean): ExchangeReport[] {
  const startedAtMs = session.a.exchanges[0]?.atMs ?? 0
  const secondUrl = hasSecond ? session.b.url : undefined
  const lockstep = new Lockstep({
    id: String(session.seed),
    startedAtMs,
    ownUrls: [session.a.url],
    secondUrl,
    recorded: prepared,
    clockToleranceMs: 5000,
  })
  const seal = (text: string) => scrubber.tokenOf(text)
  const world = twin.createSession({ seed: 1, clock, origin: replayOrigin, seal, isScrubbed: () => false })
  return session.a.exchanges.map((captured, at) => {
    nowMs = captured.atMs
    const turn = lockstep.take(read(captured, at))
    if (turn === undefined) throw new Error(`exchange ${at} of ${session.seed} has no answer`)
    const second = hasSecond ? read(session.b.exchanges[at] as Captured, at).response : undefined
    return lockstep.judge(turn, { ...world.answer(turn.forTwin), isMade: world.hasMade }, second)
  })
}

const withSecond: ExchangeReport[] = []
const alone: ExchangeReport[] = []
for (const seed of range(test)) {
  const file = join(folder, 'test', `${seed}.json`)
  if (!existsSync(file)) continue
  const { default: session } = (await import(file, { with: { type: 'json' } })) as { default: CapturedSession }
  withSecond.push(...duel(session, true))
  alone.push(...duel(session, false))
}

const bp = (right: number) => Math.round((right / judged.length) * 10_000)
const judgeBp = bp(judged.filter(({ pass }) => pass).length)
const bpOf = (reports: readonly ExchangeReport[]) => bp(reports.filter(({ indistinguishable }) => indistinguishable).length)
const disagreements = judged.flatMap((judge, at) => {
  const report = (options.second === 'no' ? alone : withSecond)[at] as ExchangeReport
  return judge.pass === report.indistinguishable ? [] : [{ judge, report }]
})
console.log(
  JSON.stringify({
    upstream: basename(upstream),
    exchanges: judged.length,
    judge_bp: judgeBp,
    duel_bp: bpOf(withSecond),
    apart_bp: bpOf(withSecond) - judgeBp,
    duel_without_second_bp: bpOf(alone),
    disagreements: disagreements.length,
  }),
)
for (const { judge, report } of disagreements.slice(0, Number(options.show))) {
  console.log(
    `${judge.pass ? 'judge passes, duel fails' : 'judge fails, duel passes'}: ${judge.method} ${judge.url.slice(0, 120)} ${judge.status}`,
  )
  for (const { path, kind, expected, actual } of judge.wrong.slice(0, 3))
    console.log(`    judge: ${kind} ${path}: expected ${expected} got ${actual}`)
  for (const { path, category, expected, actual, severity } of report.divergences.slice(0, 3)) {
    const print = (value: unknown) =>
      (JSON.stringify(value, (_key, each) => (typeof each === 'bigint' ? String(each) : each)) ?? '-').slice(0, 120)
    console.log(`    duel: ${severity} ${category} ${path}: expected ${print(expected)} got ${print(actual)}`)
  }
}
process.exit(0)
