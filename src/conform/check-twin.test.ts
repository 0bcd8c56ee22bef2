import { expect, test } from 'vitest'
import type { Answer, Twin } from '#engine'
import type { HttpRequest } from '#http'
import { checkHeldOut } from './check-held-out.ts'
import { checkPrepared, checkTwin } from './check-twin.ts'
import { prepareSessions } from './prepared-session.ts'
import { printReport } from './render/print-report.ts'
import { toReportJson } from './render/to-report-json.ts'
import { createSession, type ShortExchange, sessionStartMs, toBytes } from './session-for-tests.ts'

const at = (second: number) => new Date(sessionStartMs + second * 1000 + 7).toISOString()

/** A service that counts and stamps notes; a twin of it that may do one thing wrong. */
function createNoteTwin(fault: 'none' | 'forgets' | 'stamps reads' | 'same id' | 'wrong key' = 'none'): Twin {
  return {
    name: 'notes',
    routes: ['POST /notes', 'GET /notes/{id}'],
    createSession: ({ clock, origin }) => {
      const notes = new Map<string, unknown>()
      const show = (id: string, note: object) => ({ id, ...note, self: `${origin}/notes/${id}` })
      const answer = (request: HttpRequest): Answer => {
        const now = new Date(clock.nowMs()).toISOString()
        if (request.method === 'POST') {
          const id = fault === 'same id' ? 'f7c59ca0-4615-483c-8551-1d110b8d4b81' : `f7c59ca0-4615-483c-8551-1d110b8d4b8${notes.size}`
          const { text } = JSON.parse(new TextDecoder().decode(request.body)) as { text: string }
          notes.set(id, { text, created_at: now })
          return reply(201, 'POST /notes', show(id, { text, created_at: now }))
        }
        const id = request.target.slice('/notes/'.length)
        const note = notes.get(id) as { text: string; created_at: string } | undefined
        if (note !== undefined && fault === 'wrong key') {
          const { created_at: createdAt, text } = note
          return reply(200, 'GET /notes/{id}', show(id, { text, createdAt }))
        }
        if (note === undefined || fault === 'forgets')
          return { ...reply(404, 'GET /notes/{id}', { error: 'no such note' }), provenance: 'miss' }
        return reply(200, 'GET /notes/{id}', show(id, fault === 'stamps reads' ? { ...note, created_at: now } : note))
      }
      return { answer, state: () => ({}), reset: () => notes.clear() }
    },
  }
}

function reply(status: number, route: string, body: unknown): Answer {
  return { response: { status, headers: [['content-type', 'application/json']], body: toBytes(body) }, provenance: 'learned', route }
}

function recorded(id: string, texts: readonly string[], instance = 1) {
  const ids = [`7d9f0a0e-8a0c-4f27-9a35-2f3a1c1d9b1${instance}`, `0b0f8f6a-1111-4abc-8def-00112233445${instance}`]
  const note = (number: number) => {
    const self = `http://127.0.0.1:8080/notes/${ids[number]}`
    return { id: ids[number], text: texts[number], created_at: at(number), self }
  }
  const made = texts.map((text, number): ShortExchange => ['POST /notes', { text }, 201, note(number)])
  const read = texts.map((_, number): ShortExchange => [`GET /notes/${ids[number]}`, undefined, 200, note(number)])
  const waits = Array.from({ length: 8 }, (): ShortExchange => ['GET /notes/nothing', undefined, 404, { error: 'no such note' }])
  return createSession(id, [...made, ...waits, ...read])
}

const sessions = [recorded('one', ['milk', 'eggs'])]

test('a right twin is told from the service by nothing', () => {
  const report = checkTwin(createNoteTwin(), sessions)
  expect(report).toMatchObject({
    scoreBp: 10000,
    components: { totalBp: 10000 },
    statusBp: 10000,
    passed: true,
    exchangesTotal: 12,
    exchangesPassed: 12,
  })
  expect([report.divergences, report.suppressed, report.findings]).toEqual([[], [], []])
  expect(report.verified).toBeGreaterThan(report.unverified)
  expect(report.unverified).toBeGreaterThan(0)
  expect(printReport(report).split('\n')[0]).toBe('PASS notes 10000/10000 sessions=1/1 exchanges=12/12 divergences=0')
})

test.each([
  ['forgets', ['status status_code_mismatch', 'status status_code_mismatch']],
  ['stamps reads', ['body.created_at symbol_inconsistent', 'body.created_at symbol_inconsistent']],
] as const)('a twin that %s is found out', (fault, found) => {
  const report = checkTwin(createNoteTwin(fault), sessions)
  expect(report.divergences.map(({ path, category }) => `${path} ${category}`)).toEqual(found)
  expect(report).toMatchObject({ scoreBp: 8333, passed: false })
})

test('T22 a twin that mints one id twice is found out', () => {
  const [first] = checkTwin(createNoteTwin('same id'), sessions).divergences
  expect(first).toMatchObject({ path: 'body.id', category: 'symbol_inconsistent', exchange: 1, route: 'POST /notes' })
})

test('T63 an answer with a wrong key fails, whoever made it', () => {
  const report = checkTwin(createNoteTwin('wrong key'), sessions)
  const found = report.divergences.map(({ path, category, driftType }) => `${path} ${category} ${driftType}`)
  expect(new Set(found)).toEqual(
    new Set(['body.created_at missing_field field_removed', 'body.createdAt extra_field additive_optional_field']),
  )
  expect(report).toMatchObject({ passed: false, exchangesPassed: 10 })
})

test('T68 thresholds for a route that nobody asked are a finding', () => {
  const thresholds = { bodyValues: 0.5 }
  const routeThresholds = ['GET /notes/*', 'GET /note/*'].map((route) => ({ route, thresholds }))
  const { findings } = checkTwin(createNoteTwin(), sessions, { routeThresholds })
  expect(findings.map(({ code, message }) => [code, message])).toEqual([
    ['override-unused', 'the thresholds for "GET /note/*" were for no exchange'],
  ])
})

test('T62 suppressed divergences are counted and listed, and change the score', () => {
  const suppress = [{ path: 'body.created_at', route: 'GET /notes/*', reason: 'stamped on reading' }]
  const report = checkTwin(createNoteTwin('stamps reads'), sessions, { suppress })
  expect(report).toMatchObject({ scoreBp: 10000, passed: true, divergences: [], findings: [] })
  expect(report.suppressed).toHaveLength(2)
  expect(printReport(report, { showSuppressed: true })).toContain(
    '2x GET /notes/{id} body.created_at symbol_inconsistent: stamped on reading',
  )
})

test('T68 a field rule that meets no field is a finding', () => {
  const fields = [
    { path: 'created_at', classify: 'timestamp' as const },
    { path: 'made_at', classify: 'timestamp' as const },
  ]
  const report = checkTwin(createNoteTwin('stamps reads'), sessions, { fields })
  expect(report.scoreBp).toBe(10000)
  expect(report.findings.map(({ code, message }) => [code, message])).toEqual([
    ['field-rule-unused', 'the field "made_at" came in no answer'],
  ])
})

test('T61 nothing replayed is no pass', () => {
  const report = checkTwin(createNoteTwin(), [])
  expect(report).toMatchObject({ scoreBp: 0, passed: false, sessionPassRate: 0 })
  expect(report.findings).toMatchObject([{ code: 'check-empty', severity: 'error' }])
})

test('the bar is the least score, too', () => {
  expect(checkTwin(createNoteTwin('forgets'), sessions, { minScoreBp: 8333, runPassRate: 0 }).passed).toBe(true)
  expect(checkTwin(createNoteTwin('forgets'), sessions, { minScoreBp: 8334, runPassRate: 0 }).passed).toBe(false)
})

test('sessions read once serve many twins', () => {
  const prepared = prepareSessions(sessions)
  const check = (fault: 'none' | 'forgets') => checkPrepared(createNoteTwin(fault), prepared)
  expect([check('forgets').scoreBp, check('none').scoreBp, check('forgets').scoreBp]).toEqual([8333, 10000, 8333])
  expect(check('forgets')).toEqual(checkTwin(createNoteTwin('forgets'), sessions))
})

test('held out, each session is checked once, by a twin that has not seen it', () => {
  const all = ['one', 'two', 'three'].map((id, instance) => recorded(id, ['milk', 'eggs'], instance))
  const parts: string[][] = []
  const learnTwin = (part: readonly { id: string }[]) => {
    parts.push(part.map(({ id }) => id))
    return createNoteTwin(part.some(({ id }) => id === 'three') ? 'none' : 'forgets')
  }
  const report = checkHeldOut('notes', all, learnTwin, { folds: 3 })
  expect(parts).toEqual([
    ['two', 'three'],
    ['one', 'three'],
    ['one', 'two'],
  ])
  expect(report.sessions.map(({ session, passed }) => [session, passed])).toEqual([
    ['one', true],
    ['two', true],
    ['three', false],
  ])
  expect(report).toMatchObject({ exchangesTotal: 36, exchangesPassed: 34, scoreBp: 9444 })
})

test('the envelope names each divergence, the same in every run', () => {
  const json = () => toReportJson(checkTwin(createNoteTwin('forgets'), sessions))
  expect(json()).toEqual(json())
  expect(json()).toMatchObject({
    twin: 'notes',
    score_bp: 8333,
    session_pass_rate: 0,
    exchanges_total: 12,
    exchanges_passed: 10,
    divergences: [
      {
        route: 'GET /notes/{id}',
        session: 'one',
        exchange: 10,
        path: 'status',
        category: 'status_code_mismatch',
        severity: 'error',
        expected: 200,
        actual: 404,
        drift_type: 'status_code_shift',
        drift_id: expect.stringMatching(/^drift-[0-9a-f]{16}$/),
      },
      { exchange: 11 },
    ],
  })
})

test('marks are counted by rule, and what they are worth', () => {
  const report = checkTwin(createNoteTwin('forgets'), sessions)
  expect(report.honesty).toEqual({ marked: 10, wrongUnmarkedBp: 0, rightMarkedBp: 8000 })
  expect(report.guesses).toEqual([{ route: 'GET /notes/{id}', variant: '', marked: 10, right: 8 }])
  const silent = checkTwin(createNoteTwin('stamps reads'), sessions)
  expect(silent.honesty.wrongUnmarkedBp).toBeGreaterThan(0)
  expect(toReportJson(report)).toMatchObject({ guesses: 10, wrong_unmarked_bp: 0, unseen_exchanges: 0, seen_bp: 8333 })
})
