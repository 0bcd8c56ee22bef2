import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import type { Exchange } from '#http'
import { readSession, readSessions } from './read-sessions.ts'
import { RecordingStore, type RecordingStoreOptions } from './recording-store.ts'
import { mintSessionId, sessionsFolder } from './session-folder.ts'
import { diskFiles, type StoreFiles } from './store-files.ts'

let twinFolder: string

beforeEach(() => {
  twinFolder = mkdtempSync(join(tmpdir(), 'doppel-store-'))
  onTestFinished(() => rmSync(twinFolder, { recursive: true }))
})

function openStore(options: Partial<RecordingStoreOptions> = {}): RecordingStore {
  const store = new RecordingStore({ twinFolder, upstream: 'http://service', origin: 'http://recorder', ...options })
  onTestFinished(() => store.close())
  return store
}

function exchange(index: number, text = `body ${index}`): Exchange {
  return {
    index,
    startedAtMs: 1000 + index,
    endedAtMs: 2000 + index,
    request: { method: 'POST', target: `/orders/${index}?é`, headers: [['X-Latin', 'caf\u00e9']], body: Buffer.from(text) },
    response: {
      status: 201,
      headers: [
        ['A', '1'],
        ['a', '2'],
      ],
      body: Buffer.from([0, 255, index]),
      trailers: [['T', 'x']],
    },
  }
}

async function record(store: RecordingStore, count: number, text?: string): Promise<void> {
  const places = Array.from({ length: count }, () => store.begin(Date.now()))
  // They end in another order than they began.
  await Promise.all(
    places.toReversed().map((place) => new Promise<void>((written) => store.commit(place, exchange(place.index, text), written))),
  )
}

const filesOf = () => readdirSync(sessionsFolder(twinFolder)).map((id) => join(sessionsFolder(twinFolder), id, 'exchanges'))

test('what was recorded is read again, whole and in the order of arrival', async () => {
  const store = openStore({ tags: ['ci', 'a'] })
  await record(store, 3)
  const failed: Exchange = { ...exchange(3), failure: { kind: 'client-abort', message: 'gone' } }
  const { response: _, ...unanswered } = failed
  await new Promise<void>((written) => store.commit(store.begin(1), unanswered, written))
  await store.close()
  const { sessions, findings } = await readSessions(twinFolder)
  expect(findings).toEqual([])
  expect(sessions).toHaveLength(1)
  expect(sessions[0]).toMatchObject({ tags: ['ci', 'a'], upstream: 'http://service', origin: 'http://recorder' })
  expect(sessions[0]?.exchanges).toEqual([exchange(0), exchange(1), exchange(2), unanswered])
})

test('a session is readable while it goes on', async () => {
  const store = openStore()
  await record(store, 2)
  const { sessions, findings } = await readSessions(twinFolder)
  expect(sessions[0]?.exchanges).toHaveLength(2)
  expect(findings).toEqual([])
})

test('tags choose sessions', async () => {
  for (const tags of [['a'], ['b', 'c'], []]) {
    const store = openStore({ tags })
    await record(store, 1)
    await store.close()
  }
  const tagsOf = async (tags: string[]) => (await readSessions(twinFolder, { tags })).sessions.map((session) => session.tags)
  expect(await tagsOf(['a', 'c'])).toEqual([['a'], ['b', 'c']])
  expect(await tagsOf([])).toHaveLength(3)
  expect(await tagsOf(['none'])).toEqual([])
})

test('the manifest says what there is', async () => {
  const store = openStore({ scrubReport: () => ({ total: 3 }) })
  await record(store, 2)
  await store.endSessions('new-session')
  const [session] = (await readSessions(twinFolder)).sessions
  const { manifest } = await readSession(twinFolder, session?.id ?? '')
  expect(manifest).toMatchObject({ format: 'doppel-recording/1', exchanges: 2, lost: 0, endedBy: 'new-session', scrub: { total: 3 } })
  expect(manifest?.bytes).toBe(readFileSync(filesOf()[0] ?? '').length)
})

test('nothing recorded leaves nothing behind', async () => {
  await openStore().close()
  expect(await readSessions(twinFolder)).toEqual({ sessions: [], findings: [] })
})

test('a torn tail is cut and said, wherever it was torn', async () => {
  const store = openStore()
  await record(store, 2)
  const [file = ''] = filesOf()
  const whole = readFileSync(file).length
  await record(store, 1)
  const all = readFileSync(file)
  for (const length of [whole + 1, whole + 11, whole + 40, all.length - 1]) {
    writeFileSync(file, all)
    truncateSync(file, length)
    const { sessions, findings } = await readSessions(twinFolder)
    expect(sessions[0]?.exchanges).toHaveLength(2)
    expect(findings).toEqual([
      expect.objectContaining({ code: 'session-torn', severity: 'warning', message: expect.stringContaining(`${length - whole} bytes`) }),
    ])
  }
})

test('a file torn in its head is no session, and says so', async () => {
  const store = openStore()
  await record(store, 1)
  const [file = ''] = filesOf()
  const all = readFileSync(file)
  for (const length of [0, 5, 8, 30]) {
    writeFileSync(file, all.subarray(0, length))
    const { sessions, findings } = await readSessions(twinFolder)
    expect(sessions).toEqual([])
    expect(findings.map(({ code }) => code)).toContain('session-head-lost')
  }
})

test('a checksum that does not hold costs one exchange, not those behind it', async () => {
  const store = openStore()
  await record(store, 1, 'first'.repeat(20))
  await record(store, 1, 'second'.repeat(20))
  await record(store, 1, 'third'.repeat(20))
  await store.close()
  const [file = ''] = filesOf()
  const bytes = readFileSync(file)
  bytes.write('tampered', bytes.indexOf('secondsecond') + 6)
  writeFileSync(file, bytes)
  const { sessions, findings } = await readSessions(twinFolder)
  expect(sessions[0]?.exchanges.map(({ index }) => index)).toEqual([0, 2])
  expect(findings.map(({ code }) => code)).toEqual(['session-damaged', 'session-incomplete'])
})

test('a length that was damaged does not hide what follows', async () => {
  const store = openStore()
  await record(store, 1)
  const [file = ''] = filesOf()
  const at = readFileSync(file).length
  await record(store, 2)
  await store.close()
  const bytes = readFileSync(file)
  bytes.writeUInt32LE(0x7fffffff, at + 4)
  writeFileSync(file, bytes)
  expect((await readSessions(twinFolder)).sessions[0]?.exchanges).toHaveLength(2)
})

test('a file of another version is refused', async () => {
  const store = openStore()
  await record(store, 1)
  await store.close()
  const [file = ''] = filesOf()
  const bytes = readFileSync(file)
  bytes[7] = 9
  writeFileSync(file, bytes)
  const { sessions, findings } = await readSessions(twinFolder)
  expect(sessions).toEqual([])
  expect(findings).toEqual([expect.objectContaining({ code: 'session-format-unknown', severity: 'error' })])
})

/** A disk with room for so many bytes. */
function smallDisk(room: number): StoreFiles & { room: number } {
  return {
    ...diskFiles,
    room,
    write(file, bytes) {
      if (this.room === 0) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
      const taken = diskFiles.write(file, bytes.subarray(0, this.room))
      this.room -= taken
      return taken
    },
  }
}

test('a full disk stops recording loudly, holds up nothing, and leaves a whole file', async () => {
  const problems: string[] = []
  const files = smallDisk(2000)
  const store = openStore({ files, onProblem: ({ code }) => problems.push(code) })
  for (let round = 0; round < 10; round++) await record(store, 2)
  expect(problems).toEqual(['disk-full'])
  expect(store.problem).toMatchObject({ code: 'disk-full', stopped: true })
  const { recorded, lost } = store.counts
  expect(recorded).toBeGreaterThan(0)
  expect(recorded + lost).toBe(20)
  const before = await readSessions(twinFolder)
  expect(before.sessions[0]?.exchanges).toHaveLength(recorded)
  expect(before.findings).toEqual([])
  files.room = 1_000_000
  await store.endSessions('new-session')
  expect(store.problem).toBeUndefined()
  await record(store, 3)
  await store.close()
  const { sessions } = await readSessions(twinFolder)
  expect(sessions.map((session) => session.exchanges.length)).toEqual([recorded, 3])
  expect((await readSession(twinFolder, sessions[0]?.id ?? '')).manifest).toMatchObject({ exchanges: recorded, lost })
})

test('a disk that fails when the file is opened loses the exchanges and says so', async () => {
  const files: StoreFiles = {
    ...diskFiles,
    create() {
      throw Object.assign(new Error('EROFS: read-only file system'), { code: 'EROFS' })
    },
  }
  const store = openStore({ files })
  await record(store, 2)
  expect(store.problem).toMatchObject({ code: 'disk-failed' })
  expect(store.counts).toEqual({ recorded: 0, deliveries: 0, lost: 2 })
})

test('everything is scrubbed before it is written, and what cannot be scrubbed is not written', async () => {
  const problems: string[] = []
  const scrub = (each: Exchange): Exchange => {
    if (each.index === 1) throw new Error('no')
    return { ...each, request: { ...each.request, body: Buffer.from('clean') } }
  }
  const store = openStore({ scrub, onProblem: ({ message }) => problems.push(message) })
  await record(store, 3, 's3cret')
  expect(problems).toEqual(['POST request 1 could not be scrubbed: no'])
  expect(store.problem?.stopped).toBe(false)
  expect(store.counts).toEqual({ recorded: 2, deliveries: 0, lost: 1 })
  expect(readFileSync(filesOf()[0] ?? '').includes('s3cret')).toBe(false)
  await store.close()
})

test('an idle session ends, one with an exchange in flight does not', async () => {
  let nowMs = 10_000
  const ended: string[] = []
  const store = openStore({ nowMs: () => nowMs, idleTimeoutMs: 5000, onSessionEnd: ({ id }) => ended.push(id) })
  const place = store.begin(nowMs)
  nowMs += 60_000
  await store.tend()
  expect(ended).toEqual([])
  await new Promise<void>((written) => store.commit(place, exchange(0), written))
  nowMs += 4999
  await store.tend()
  expect(ended).toEqual([])
  nowMs += 1
  await store.tend()
  expect(ended).toHaveLength(1)
  expect(store.sessions).toEqual([])
})

test('ids sort by time and never collide', () => {
  const ids = Array.from({ length: 1000 }, () => mintSessionId(1_800_000_000_000).id)
  expect(new Set(ids).size).toBe(1000)
  expect(ids.toSorted()).toEqual(ids)
})

test('T85 many exchanges load in seconds', async () => {
  const store = openStore()
  for (let round = 0; round < 20; round++) await record(store, 1000, 'x'.repeat(1000))
  await store.close()
  const before = performance.now()
  const { sessions } = await readSessions(twinFolder)
  expect(sessions[0]?.exchanges).toHaveLength(20_000)
  expect(performance.now() - before).toBeLessThan(5000)
})
